using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>One reference of a circle.</summary>
/// <param name="Target">What it refers to.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Referrer">The value that it stands in.</param>
internal readonly record struct CycleMember(ConfigPath Target, ConfigPath? Path, ScalarNode Referrer);

/// <summary>Reports values that refer to one another in a circle, each circle once.</summary>
internal sealed class ReferenceCycles(DiagnosticBag diagnostics)
{
    // A circle that has more members is shown by its beginning and its end.
    private const int MaxMembers = 12;

    // A file may hold as many circles as it holds references, each as long as the file.
    private const int MaxCircles = 100;

    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>Whether there are so many circles that no further one is shown.</summary>
    public bool IsFull => _reported.Count > MaxCircles;

    /// <param name="members">Each refers to the next one's place; the last one to the first one's.</param>
    public void Report(CycleMember[] members)
    {
        // The same circle is met from each of its references.
        if (IsFull || !_reported.Add(string.Join('\n', members.Select(static member => member.Target.ToString()).Order(StringComparer.Ordinal))))
        {
            return;
        }

        var first = members[0];
        var diagnostic = Diagnostic.At(
            first.Referrer,
            DiagnosticCode.ReferenceCycle,
            DiagnosticSeverity.Error,
            IsFull ? $"values refer to one another in more circles than the {MaxCircles} that are shown" : $"these values refer to one another in a circle: {Chain(members)}");
        diagnostics.Add(diagnostic with
        {
            Path = first.Path,
            Hint = "give one of them a value of its own",
            Related = [.. Shown(members).Skip(1).Select(static member => RelatedPosition.To(member.Referrer, $"refers to \"{member.Target}\""))],
        });
    }

    private static string Chain(CycleMember[] members)
    {
        var names = Shown(members).Select(static member => member.Target.ToString()).Append(members[0].Target.ToString()).ToList();
        if (members.Length > MaxMembers)
        {
            names.Insert(MaxMembers - 1, string.Create(CultureInfo.InvariantCulture, $"... {members.Length - MaxMembers:N0} more ..."));
        }

        return string.Join(" -> ", names);
    }

    private static IEnumerable<CycleMember> Shown(CycleMember[] members) =>
        members.Length <= MaxMembers ? members : members.Take(MaxMembers - 1).Append(members[^1]);
}
