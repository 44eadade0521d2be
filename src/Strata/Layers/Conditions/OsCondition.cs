using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary><c>os</c>: the operating system.</summary>
/// <param name="patterns">What it is held against.</param>
internal sealed class OsCondition(PatternList patterns) : Condition
{
    private static readonly string[] Names = ["linux", "macos", "windows"];

    public PatternList Patterns { get; } = patterns;

    public static OsCondition? Read(MetadataValue value)
    {
        if (PatternList.Read(value) is not { } patterns)
        {
            return null;
        }

        var known = true;
        foreach (var item in value.Items())
        {
            var pattern = TextPattern.Parse(((ScalarNode)item.Node).Text);
            if (Names.Any(name => Glob.Matches(pattern.Text, name)))
            {
                continue;
            }

            var near = pattern.Text is "darwin" or "osx" or "mac" ? "macos" : EditDistance.Nearest(pattern.Text, Names);
            item.Error(
                $"{item.Quoted(pattern.Text)} is no operating system that is known here",
                near is null ? "known are linux, macos and windows" : $"did you mean \"{near}\"?");
            known = false;
        }

        return known ? new OsCondition(patterns) : null;
    }
}
