using System.Text;
using Strata.Values;

namespace Strata.Sections;

/// <summary>A record as text, as the compiler writes it: but a password that stands in one of its addresses is masked.</summary>
internal static class PrintedRecord
{
    /// <summary>The text.</summary>
    /// <param name="name">The record's name.</param>
    /// <param name="print">Its <c>PrintMembers</c>.</param>
    public static string Of(string name, Func<StringBuilder, bool> print)
    {
        var text = new StringBuilder(name).Append(" { ");
        if (print(text))
        {
            text.Append(' ');
        }

        return SecretText.MaskUrlPasswords(text.Append('}').ToString());
    }
}
