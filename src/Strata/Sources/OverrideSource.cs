using System.Security.Cryptography;
using Strata.Values;

namespace Strata.Sources;

/// <summary>The bytes of one override file. Immutable; safe for use from several threads.</summary>
/// <param name="name">The path below the overrides directory without its ending: <c>docker</c>, <c>tenants/acme</c>.</param>
/// <param name="text">The content and the path it is shown under.</param>
internal sealed class OverrideSource(string name, SourceText text)
{
    /// <summary>What a checksum begins with.</summary>
    public const string ChecksumPrefix = "sha256:";

    private string? _checksum;

    public string Name { get; } = name;

    public SourceText Text { get; } = text;

    public string File => Text.File;

    public ReadOnlyMemory<byte> Content => Text.Content;

    /// <summary>Lets the bytes go, their hash kept: what was parsed is what it tells, whatever becomes of the file.</summary>
    public void Release(Func<ReadOnlyMemory<byte>> readAgain)
    {
        _ = Checksum;
        Text.Release(readAgain);
    }

    /// <summary>The checksum where it was asked for already; else null.</summary>
    public string? KnownChecksum => _checksum;

    /// <summary><c>sha256:</c> and the hash of the bytes in lower-case hexadecimal digits.</summary>
    public string Checksum => _checksum ??= ChecksumPrefix + Convert.ToHexStringLower(SHA256.HashData(Content.Span));
}
