using System.Globalization;
using System.Text;

namespace Strata.Exporting.Exporters;

/// <summary>Writes configuration files of one setting a line, in the way of their reader.</summary>
/// <param name="separator">What stands between name and value: a blank, or <c> = </c>.</param>
internal sealed class ConfText(string separator)
{
    private readonly StringBuilder _text = new();

    public ConfText Comment(string text)
    {
        _text.Append("# ").Append(text).Append('\n');
        return this;
    }

    /// <summary>Writes a setting whose value is written already as its reader wants it; nothing where there is none.</summary>
    public ConfText Set(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(name).Append(separator).Append(value).Append('\n');
        }

        return this;
    }

    public ConfText Set(string name, long? value) => Set(name, value?.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
