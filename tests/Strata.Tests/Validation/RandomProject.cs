using System.Globalization;
using System.Text;

namespace Strata.Tests.Validation;

/// <summary>Small directories of overrides that meet one another in every way: the same for the same seed.</summary>
internal sealed class RandomProject(int seed)
{
    private static readonly string[] Keys = ["a", "b", "c", "password"];

    private static readonly string[] Scalars =
        ["1", "text", "\"quoted\"", "null", "true", "${SET}", "${SET:-x}", "${UNSET:-5432}", "${UNSET}", "${config:a}", "${config:b.c}", "${config:a.b}", "x ${config:c} y", "${SET", "!unset", "!replace 2"];

    private static readonly string[] Conditions =
    [
        "environment: staging", "environment: [development, staging]", "environment: \"!staging\"", "tenant: acme", "tenant: \"*\"", "not: { tenant: acme }",
        "any: [{ tenant: globex }, { environment: staging }]", "facts: { region: eu }", "facts: { region: \"u*\" }", "context: t", "environment: staging, tenant: acme",
        "rollout: { percent: 50 }", "version: \">=2\"", "environment: nowhere",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The files by their names.</summary>
    public IEnumerable<(string Name, string Text)> Files()
    {
        var count = 2 + _random.Next(6);
        for (var i = 0; i < count; i++)
        {
            yield return ($"f{i}.yml", File(i));
        }
    }

    private string File(int number)
    {
        var text = new StringBuilder("_metadata:\n");
        text.Append(CultureInfo.InvariantCulture, $"  type: {Pick("t", "u", "[t, u]", "\"*\"", "t")}\n  priority: {_random.Next(4)}\n");
        if (_random.Next(2) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  conditions: {{ {Pick(Conditions)} }}\n");
        }

        if (number > 0 && _random.Next(3) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  dependencies: [f{_random.Next(number)}]\n");
        }

        if (_random.Next(4) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  merge: {{ {Pick("a: append", "\"*\": union", "b.*: prepend", "a: replace", "\"**.c\": by:a")} }}\n");
        }

        if (_random.Next(4) == 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  sensitive: [{Pick("a", "b.c", "\"**.a\"", "\"a[0]\"")}]\n");
        }

        if (_random.Next(8) == 0)
        {
            text.Append("  expires: 2020-01-01\n");
        }

        Entries(text, 0, 2);
        return text.ToString();
    }

    private void Entries(StringBuilder text, int indent, int depth)
    {
        var any = false;
        foreach (var key in Keys)
        {
            if (_random.Next(3) > 0)
            {
                any = true;
                text.Append(' ', indent).Append(key).Append(':');
                Value(text, indent, depth);
            }
        }

        if (!any)
        {
            text.Append(' ', indent).Append("z: 0\n");
        }
    }

    private void Value(StringBuilder text, int indent, int depth)
    {
        switch (_random.Next(depth > 0 ? 6 : 3))
        {
            case 2:
                text.Append(CultureInfo.InvariantCulture, $" {Pick("", "!append ", "!prepend ", "!union ", "!by:a ", "!replace ")}[{Item()}, {Item()}]\n");
                break;
            case > 2:
                text.Append(Pick("", "", "", " !replace")).Append('\n');
                Entries(text, indent + 2, depth - 1);
                break;
            default:
                text.Append(' ').Append(Scalar()).Append('\n');
                break;
        }
    }

    private string Item() => _random.Next(3) == 0 ? $"{{ a: {_random.Next(2)}, b: \"${{SET}}\" }}" : $"i{_random.Next(3)}";

    private string Scalar() => Pick(Scalars);

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
