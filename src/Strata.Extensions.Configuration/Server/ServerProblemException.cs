using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Extensions.Configuration;

/// <summary>A server gave no answer that can be used. Never leaves this library as it is: the edge throws, or keeps what it has and says so.</summary>
internal sealed class ServerProblemException : Exception
{
    private ServerProblemException(string reason, ImmutableArray<Diagnostic> diagnostics, bool isRefusal)
        : base(reason)
    {
        Diagnostics = diagnostics;
        IsRefusal = isRefusal;
    }

    /// <summary>Whether the time was over before there was an answer.</summary>
    public bool IsLate { get; private init; }

    /// <summary>How long the server asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>What is wrong, one for each problem.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>Whether the server has answered, and would answer the same again.</summary>
    public bool IsRefusal { get; }

    /// <summary>The server was not reached.</summary>
    public static ServerProblemException Unreachable(Uri server, string reason) => Of($"the server at {server} cannot be reached: {reason}", "see that it runs, and that this machine may connect to it");

    /// <summary>The server did not answer in time.</summary>
    public static ServerProblemException Late(Uri server)
    {
        var reason = $"the server at {server} did not answer in time";
        return new ServerProblemException(reason, [Problem(reason, "see what it is busy with, and what stands between")], isRefusal: false) { IsLate = true };
    }

    /// <summary>What the server sent is no configuration.</summary>
    public static ServerProblemException Malformed(Uri server, IEnumerable<Diagnostic> found)
    {
        var reason = $"the server at {server} gave an answer that cannot be used";
        return new ServerProblemException(reason, [Problem(reason, "see that no proxy changes what it sends"), .. found], isRefusal: false);
    }

    /// <summary>Something answered that is no Strata server, or what it sent was changed on its way.</summary>
    public static ServerProblemException Unusable(Uri server, string reason) => Of(
        $"the server at {server} gave an answer that cannot be used: {reason}",
        "see that the address is that of a Strata server, and that no proxy changes what it sends");

    /// <summary>What the server sent cannot be put under keys.</summary>
    public static ServerProblemException Invalid(Uri server, ValidationResult found) =>
        new($"the server at {server} sent what cannot be configuration: {string.Join(", ", found.Errors.Select(static error => error.Code).Distinct())}", found.Errors, isRefusal: true);

    /// <summary>A replica is behind what is known already.</summary>
    public static ServerProblemException Behind(Uri server, string reason) => Of(
        $"the server at {server} is behind: {reason}",
        "this replica cannot follow its store, or the store has lost revisions; what is newer stays in use");

    /// <summary>The server says by itself what is wrong.</summary>
    /// <param name="server">The server.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="body">The answer; a problem (RFC 9457), as a rule.</param>
    /// <param name="retryAfter">How long the server asks to be left alone; null where it does not say.</param>
    public static ServerProblemException Answered(Uri server, HttpStatusCode status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter = null)
    {
        var isRefusal = (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
        var reason = string.Create(CultureInfo.InvariantCulture, $"the server at {server} answered {(int)status}");
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement is { ValueKind: JsonValueKind.Object } root && Text(root, "title") is { } title)
            {
                var said = new Diagnostic(CodeOf(Text(root, "code")), DiagnosticSeverity.Error, title) { Hint = Text(root, "hint") };
                return new ServerProblemException($"{reason}: {said.Code}: {title}", [said, .. root.TryGetProperty("diagnostics", out var list) ? Read(list) : []], isRefusal) { RetryAfter = retryAfter };
            }
        }
        catch (JsonException)
        {
            // A proxy's page, for one.
        }

        return new ServerProblemException(reason, [Problem(reason, "see its log, and that of what stands in front of it")], isRefusal) { RetryAfter = retryAfter };
    }

    private static ServerProblemException Of(string reason, string hint) => new(reason, [Problem(reason, hint)], isRefusal: false);

    private static Diagnostic Problem(string message, string hint) => new(DiagnosticCode.ServerUnreachable, DiagnosticSeverity.Error, message) { Hint = hint };

    private static Diagnostic[] Read(JsonElement list) => list.ValueKind != JsonValueKind.Array ? [] : list.EnumerateArray()
        .Where(static entry => entry.ValueKind == JsonValueKind.Object && Text(entry, "severity") == "error")
        .Select(static entry => new Diagnostic(CodeOf(Text(entry, "code")), DiagnosticSeverity.Error, Text(entry, "message") ?? "")
        {
            Path = ConfigPath.TryParse(Text(entry, "path") ?? "", out var path) && !path.IsRoot ? path : null,
            File = Text(entry, "file"),
            Position = Number(entry, "line") is > 0 and var line ? new SourcePosition(line, Math.Max(1, Number(entry, "column"))) : SourcePosition.None,
            Hint = Text(entry, "hint"),
        })
        .ToArray();

    private static DiagnosticCode CodeOf(string? text) =>
        text is ['S', 'T', 'R', .. { Length: 4 } digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new DiagnosticCode(number) : DiagnosticCode.ServerUnreachable;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
