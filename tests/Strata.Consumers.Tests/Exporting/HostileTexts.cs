using CsCheck;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Texts made of what quoting goes wrong with.</summary>
internal static class HostileTexts
{
    /// <summary>Two hundred of them, so that a program is started once for all.</summary>
    public static Gen<string[]> Many { get; } = Gen.OneOf(
        Gen.OneOf(
            "a", "Z9", "é", "中", "😀", " ", "  ", "\t", "\n", "\n\n", "\r\n", "'", "\"", "`", "\\", "\\\\", "\\n", "$", "$A", "${A}", "$(id)", "#", " #", "=", ";", "&", "|", "!", "*", "?",
            "~", "%", "(", ")", "<", ">", "{", "}", "[", "]", ":", "export ", "\u0001", "\u001b", "\u007f", "\u0085", "\u00a0", "\u2028", "\ufeff").Array[0, 6].Select(string.Concat),
        Gen.String[Gen.Char['\u0001', '\u007f'], 0, 12]).Array[200];
}
