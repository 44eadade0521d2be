using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Strata.Auditing;

/// <summary>One row of a server's audit log, as it is kept, exported, and checked. Immutable.</summary>
internal sealed record AuditRow
{
    /// <summary>What the first row of a chain has as the hash of the row before it.</summary>
    public const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";

    private const string Version = "strata-audit-1";

    /// <summary>The space, whose rows are a chain; empty for what belongs to none.</summary>
    public required string Space { get; init; }

    /// <summary>The place in the chain: 1, 2, 3, without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>When, in milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>What was done.</summary>
    public required string Action { get; init; }

    /// <summary>The name of who did it.</summary>
    public required string Actor { get; init; }

    /// <summary>Who it was, whatever he is called.</summary>
    public required string Subject { get; init; }

    /// <summary>What was shown to prove it; never itself a secret.</summary>
    public required string Credential { get; init; }

    /// <summary>From where.</summary>
    public required string Address { get; init; }

    /// <summary>Why, as whoever did it said.</summary>
    public required string Reason { get; init; }

    /// <summary>The revision that it made; null for none.</summary>
    public required long? Revision { get; init; }

    /// <summary>The hash of the content before; null where it is about none.</summary>
    public required string? Before { get; init; }

    /// <summary>The hash of the content behind it.</summary>
    public required string? After { get; init; }

    /// <summary>What else belongs to it: the text of a JSON object.</summary>
    public required string Details { get; init; }

    /// <summary>The hash of the row before.</summary>
    public string Previous { get; init; } = "";

    /// <summary>The hash of all of it; empty for a row that has none yet.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The same row at the end of a chain.</summary>
    public AuditRow Behind(string previous)
    {
        var row = this with { Previous = previous };
        return row with { Hash = row.ComputeHash() };
    }

    /// <summary>The SHA-256 of all columns but the hash itself, in lower-case hexadecimal digits.</summary>
    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Encode())));

    /// <summary>
    /// What is hashed: a line that names this encoding, then a line for each column in a fixed order: the number of its bytes in UTF-8, a colon, and its
    /// text; a hyphen where it is null. Numbers are in decimal digits. No two rows have the same encoding.
    /// </summary>
    public string Encode()
    {
        var text = new StringBuilder(Version).Append('\n');
        foreach (var column in new[] { Previous, Space, Digits(Number), Digits(At), Action, Actor, Subject, Credential, Address, Reason, Revision is { } revision ? Digits(revision) : null, Before, After, Details })
        {
            if (column is null)
            {
                text.Append("-\n");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(column)}:").Append(column).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Writes it as one JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("space", Space);
        json.WriteNumber("number", Number);
        json.WriteString("at", Instant(At));
        json.WriteString("action", Action);
        json.WriteString("actor", Actor);
        json.WriteString("subject", Subject);
        json.WriteString("credential", Credential);
        json.WriteString("address", Address);
        json.WriteString("reason", Reason);
        if (Revision is { } revision)
        {
            json.WriteNumber("revision", revision);
        }
        else
        {
            json.WriteNull("revision");
        }

        json.WriteString("before", Before);
        json.WriteString("after", After);
        json.WriteString("details", Details);
        json.WriteString("previous", Previous);
        json.WriteString("hash", Hash);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is none, or has members that are not hashed.</exception>
    public static AuditRow Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is no JSON object");
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
            {
                throw new FormatException($"\"{member.Name}\" is there twice");
            }
        }

        var row = new AuditRow
        {
            Space = Text("space"),
            Number = NumberOf("number") ?? throw new FormatException("\"number\" is missing"),
            At = MillisecondsOf(Text("at")),
            Action = Text("action"),
            Actor = Text("actor"),
            Subject = Text("subject"),
            Credential = Text("credential"),
            Address = Text("address"),
            Reason = Text("reason"),
            Revision = NumberOf("revision"),
            Before = TextOrNull("before"),
            After = TextOrNull("after"),
            Details = Text("details"),
            Previous = Text("previous"),
            Hash = Text("hash"),
        };
        return members.Count == 0 ? row : throw new FormatException($"\"{members.Keys.First()}\" is no column of it");

        string Text(string name) => TextOrNull(name) ?? throw new FormatException($"\"{name}\" is missing");

        string? TextOrNull(string name) => Take(name) is not { } value || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw new FormatException($"\"{name}\" is no text");

        long? NumberOf(string name) => Take(name) is not { } value || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && value.GetRawText() == Digits(number) ? number
            : throw new FormatException($"\"{name}\" is no whole number");

        JsonElement? Take(string name) => members.Remove(name, out var value) ? value : null;
    }

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    // Only as it is written here: another spelling of the same instant would be a change that no hash shows.
    private static long MillisecondsOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && Instant(instant.ToUnixTimeMilliseconds()) == text
            ? instant.ToUnixTimeMilliseconds()
            : throw new FormatException("\"at\" is no instant");
}
