using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Strata.Editing;

namespace Strata.Extensions.Configuration;

/// <summary>Why a file cannot be started from, or not be written.</summary>
internal sealed class LastKnownGoodException(string message) : Exception(message);

/// <summary>
/// The file that the last good configuration is kept in: a line that says what it is, a line that says of what, and the bytes, sealed where there is a key
/// and with a checksum where there is none. Both lines are bound to the seal. Not safe for use from several threads.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="key">The key; null to leave it in clear.</param>
/// <param name="question">What it is the answer to.</param>
internal sealed class LastKnownGoodFile(string path, string? key, ServerQuestion question)
{
    private const int LongestFile = 160 * 1024 * 1024;

    private static readonly byte[] Magic = "strata-last-known-good 1\n"u8.ToArray();

    private readonly LastKnownGoodSeal? _seal = key is null ? null : new LastKnownGoodSeal(key);

    /// <summary>The file, as it was named.</summary>
    public string Path => path;

    /// <summary>Reads it; null where there is none.</summary>
    /// <exception cref="LastKnownGoodException">It cannot be used.</exception>
    public ServedContent? Read()
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestFile })
            {
                throw Unusable("it is too long");
            }

            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception is UnauthorizedAccessException ? "permission to read it is missing, or it is no file" : "it cannot be read");
        }

        if (!bytes.AsSpan().StartsWith(Magic))
        {
            throw Unusable(bytes.Length < Magic.Length ? "it was cut short" : "it is no such file, or of another version");
        }

        var end = bytes.AsSpan(Magic.Length).IndexOf((byte)'\n');
        return end < 0 ? throw Unusable("it was cut short") : Open(HeaderOf(bytes.AsMemory(Magic.Length, end)), bytes.AsSpan(0, Magic.Length + end + 1), bytes.AsSpan(Magic.Length + end + 1));
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="LastKnownGoodException">It cannot be written, and is as it was.</exception>
    public void Write(ServedContent content)
    {
        byte[] plain = [.. content.Body, .. content.Masked ?? []];
        var salt = _seal?.Salt() ?? [];
        byte[] nonce = _seal is null ? [] : RandomNumberGenerator.GetBytes(LastKnownGoodSeal.NonceLength);
        byte[] lines = [.. Magic, .. TextOf(content, salt, nonce), (byte)'\n'];
        byte[] sealedBytes = _seal?.Seal(salt, nonce, plain, Bound(lines)) ?? [.. plain, .. ChecksumOf(plain, lines)];
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
            using var pending = PendingFile.Prepare(path, [.. lines, .. sealedBytes], isForOwner: true);
            pending.Commit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LastKnownGoodException($"the last known good configuration cannot be written to {path}: {(exception is WriteFailedException failed ? failed.Reason : "its directory cannot be made")}");
        }
    }

    private ServedContent Open(Header header, ReadOnlySpan<byte> lines, ReadOnlySpan<byte> content)
    {
        if (header.Context != ContextText())
        {
            throw Unusable(header.Server == question.Server.AbsoluteUri && header.Space == question.Space && header.Type == question.Type
                ? "it is of another context: the environment, tenant, tags, facts, variables or reveal differ"
                : $"it is of another configuration: \"{header.Type}\" of the space \"{header.Space}\" at {header.Server}");
        }

        if (header.IsSealed != _seal is not null)
        {
            throw Unusable(header.IsSealed ? "it is encrypted, and no key was given" : "it is not encrypted, and a key was given");
        }

        var tail = header.IsSealed ? LastKnownGoodSeal.TagLength : SHA256.HashSizeInBytes;
        var length = header.Body + (header.Masked ?? 0);
        if (content.Length != length + tail)
        {
            throw Unusable(content.Length < length + tail ? "it was cut short" : "it is longer than it was written");
        }

        if (_seal is not null && !CryptographicOperations.FixedTimeEquals(_seal.CheckOf(header.Salt), header.Check))
        {
            throw Unusable("it was written with another key");
        }

        var plain = _seal is not null ? _seal.Open(header.Salt, header.Nonce, content, Bound(lines))
            : ChecksumOf(content[..^tail], lines).AsSpan().SequenceEqual(content[^tail..]) ? content[..^tail].ToArray()
            : null;
        return plain is null
            ? throw Unusable("it was changed after it was written")
            : new ServedContent(header.Point, plain[..(int)header.Body], header.ETag, header.Masked is null ? null : plain[(int)header.Body..], header.MaskedETag, header.ConfirmedAt);
    }

    private Header HeaderOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var isSealed = root.GetProperty("sealed").GetBoolean();
            var header = new Header
            {
                Server = root.GetProperty("server").GetString()!,
                Space = root.GetProperty("space").GetString()!,
                Type = root.GetProperty("type").GetString()!,
                Context = root.GetProperty("context").GetString()!,
                Point = new ServedPoint(root.GetProperty("epoch").GetString()!, root.GetProperty("revision").GetInt64()),
                ETag = root.GetProperty("etag").GetString(),
                MaskedETag = root.GetProperty("maskedEtag").GetString(),
                ConfirmedAt = root.GetProperty("confirmedAt").GetDateTimeOffset(),
                IsSealed = isSealed,
                Salt = isSealed ? root.GetProperty("salt").GetBytesFromBase64() : [],
                Nonce = isSealed ? root.GetProperty("nonce").GetBytesFromBase64() : [],
                Check = isSealed ? root.GetProperty("check").GetBytesFromBase64() : [],
                Body = root.GetProperty("body").GetUInt32(),
                Masked = root.GetProperty("masked") is { ValueKind: not JsonValueKind.Null } masked ? masked.GetUInt32() : null,
            };
            return !isSealed || (header.Salt.Length == LastKnownGoodSeal.SaltLength && header.Nonce.Length == LastKnownGoodSeal.NonceLength) ? header : throw new FormatException();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw Unusable("its second line was changed or cut short");
        }
    }

    private byte[] TextOf(ServedContent content, byte[] salt, byte[] nonce)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("server", question.Server.AbsoluteUri);
            writer.WriteString("space", question.Space);
            writer.WriteString("type", question.Type);
            writer.WriteString("context", ContextText());
            writer.WriteString("epoch", content.Point.Epoch);
            writer.WriteNumber("revision", content.Point.Revision);
            writer.WriteString("etag", content.ETag);
            writer.WriteString("maskedEtag", content.MaskedETag);
            writer.WriteString("confirmedAt", content.ConfirmedAt.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteBoolean("sealed", _seal is not null);
            if (_seal is not null)
            {
                writer.WriteBase64String("salt", salt);
                writer.WriteBase64String("nonce", nonce);
                writer.WriteBase64String("check", _seal.CheckOf(salt));
            }

            writer.WriteNumber("body", content.Body.Length);
            if (content.Masked is { } masked)
            {
                writer.WriteNumber("masked", masked.Length);
            }
            else
            {
                writer.WriteNull("masked");
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    // Facts may be what only this application should know: the file says no more than whether they are the same.
    private string ContextText() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(question.Binding)));

    private byte[] Bound(ReadOnlySpan<byte> lines) => [.. lines, .. Encoding.UTF8.GetBytes(question.Binding)];

    private byte[] ChecksumOf(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> lines) => SHA256.HashData([.. Bound(lines), .. plain]);

    private LastKnownGoodException Unusable(string reason) => new($"the last known good configuration in {path} cannot be used: {reason}");

    private sealed class Header
    {
        public required string Server { get; init; }

        public required string Space { get; init; }

        public required string Type { get; init; }

        public required string Context { get; init; }

        public required ServedPoint Point { get; init; }

        public required string? ETag { get; init; }

        public required string? MaskedETag { get; init; }

        public required DateTimeOffset ConfirmedAt { get; init; }

        public required bool IsSealed { get; init; }

        public required byte[] Salt { get; init; }

        public required byte[] Nonce { get; init; }

        public required byte[] Check { get; init; }

        public required long Body { get; init; }

        public required long? Masked { get; init; }
    }
}
