using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Strata.Mocks;

/// <summary>A path with parameters: <c>/v1/models/{model}:predict</c>.</summary>
internal sealed partial class RoutePattern
{
    private readonly Regex _regex;

    private RoutePattern(string text, Regex regex, ImmutableArray<string> parameters)
    {
        Text = text;
        _regex = regex;
        Parameters = parameters;
    }

    /// <summary>As it is configured.</summary>
    public string Text { get; }

    /// <summary>The names of its parameters, in order.</summary>
    public ImmutableArray<string> Parameters { get; }

    public static RoutePattern Read(PlanValue value)
    {
        var text = value.Text();
        if (!text.StartsWith('/'))
        {
            throw value.Error("a path begins with /");
        }

        var (regex, names, end) = (new StringBuilder("^"), ImmutableArray.CreateBuilder<string>(), 0);
        foreach (Match match in Parameter().Matches(text))
        {
            regex.Append(Literal(value, text[end..match.Index])).Append("([^/]+)");
            names.Add(match.Groups[1].Value);
            end = match.Index + match.Length;
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            throw value.Error("two parameters have one name");
        }

        regex.Append(Literal(value, text[end..])).Append('$');

        // Without backtracking: neither a path that is configured nor one that is asked for can make it slow.
        return new RoutePattern(text, new Regex(regex.ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), names.ToImmutable());
    }

    public bool Matches(string path) => _regex.IsMatch(path);

    /// <summary>What the parameters are in a path that matches.</summary>
    public Dictionary<string, string> ValuesOf(string path)
    {
        var groups = _regex.Match(path).Groups;
        return Parameters.Select((name, index) => (name, groups[index + 1].Value)).ToDictionary(static pair => pair.name, static pair => pair.Value, StringComparer.Ordinal);
    }

    private static string Literal(PlanValue value, string text) =>
        text.AsSpan().ContainsAny('{', '}') ? throw value.Error("a parameter is {name}, of letters, digits and _") : Regex.Escape(text);

    [GeneratedRegex(@"\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();
}
