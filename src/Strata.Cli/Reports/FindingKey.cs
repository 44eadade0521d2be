using System.Security.Cryptography;
using System.Text;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>What makes two findings the same, whatever lines were written or deleted between two runs.</summary>
/// <param name="File">The file, relative to where the keys of both runs are relative to.</param>
/// <param name="Code">The code, as it is shown.</param>
/// <param name="Path">The path of the value concerned.</param>
/// <param name="Message">The message, without the contexts.</param>
internal sealed record FindingKey(string? File, string Code, string? Path, string Message) : IComparable<FindingKey>
{
    public static FindingKey Of(Diagnostic diagnostic, Func<string, string> fileName) => new(
        diagnostic.File is null ? null : fileName(diagnostic.File),
        diagnostic.Code.ToString(),
        diagnostic.Path is null ? null : ShownPath.Of(diagnostic.Path, reveal: false),
        SecretText.MaskUrlPasswords(diagnostic.Message));

    /// <summary>A short text that is the same wherever the key is.</summary>
    public string Fingerprint()
    {
        var text = string.Join('\0', Code, Path, Message, File);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }

    public int CompareTo(FindingKey? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byFile = string.CompareOrdinal(File, other.File);
        var byCode = byFile != 0 ? byFile : string.CompareOrdinal(Code, other.Code);
        var byPath = byCode != 0 ? byCode : string.CompareOrdinal(Path, other.Path);
        return byPath != 0 ? byPath : string.CompareOrdinal(Message, other.Message);
    }
}
