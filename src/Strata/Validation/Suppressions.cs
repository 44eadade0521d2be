using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Validation;

/// <summary>Silences findings where a comment of their file asks for it: <c># strata:disable STR6007 the gateway answers preflights</c>.</summary>
internal static class Suppressions
{
    private static readonly RuleDescriptor WithoutReason = new(DiagnosticCode.SuppressionWithoutReason, "suppression without a reason", DiagnosticSeverity.Warning);

    private static readonly RuleDescriptor Needless = new(DiagnosticCode.NeedlessSuppression, "needless suppression", DiagnosticSeverity.Suggestion);

    /// <summary>What is found wrong with the comments themselves.</summary>
    public static ImmutableArray<RuleDescriptor> Descriptors => [WithoutReason, Needless];

    /// <summary>The report without what comments silence, and with what is wrong with the comments.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="layers">The overrides whose comments count.</param>
    /// <param name="isWholeMatrix">Whether everything was looked at, so that a comment which silenced nothing has nothing to silence.</param>
    /// <param name="severities">How grave the project takes what is found. Null for the defaults.</param>
    public static MatrixReport Apply(MatrixReport report, IEnumerable<Layer> layers, bool isWholeMatrix, RuleSeverities? severities = null)
    {
        var places = Read(layers);
        if (places.Count == 0)
        {
            return report;
        }

        var byCode = ByCode(places);
        var kept = report.Findings.Where(finding => !IsSilenced(finding.Diagnostic, byCode)).ToList();

        var own = new DiagnosticBag();
        Judge(places, isWholeMatrix, severities ?? RuleSeverities.Default, own);

        // A file that was checked by itself as well has told of them.
        var told = kept.Select(static finding => KeyOf(finding.Diagnostic)).Where(static key => !Suppression.IsSilenceable(key.Code)).ToHashSet();
        kept.AddRange(own.ToSorted().Where(diagnostic => told.Add(KeyOf(diagnostic))).Select(static diagnostic => new MatrixFinding(diagnostic, [])));
        return report with
        {
            Findings = [.. kept
                .OrderBy(static finding => finding.Diagnostic.Code == DiagnosticCode.MoreDiagnostics)
                .ThenBy(static finding => finding.Diagnostic.File ?? "", StringComparer.Ordinal)
                .ThenBy(static finding => finding.Diagnostic.Position)
                .ThenBy(static finding => finding.Diagnostic.Code.Number)],
        };
    }

    /// <summary>What was found for one context, without what comments of its overrides silence: what passes when all contexts are checked must load.</summary>
    public static ImmutableArray<Diagnostic> Without(ImmutableArray<Diagnostic> found, IEnumerable<Layer> layers)
    {
        // No file has such a comment, or nothing could be silenced: nearly always.
        if (!found.Any(static diagnostic => Suppression.IsSilenceable(diagnostic.Code)) || Read(layers) is not { Count: > 0 } places)
        {
            return found;
        }

        var byCode = ByCode(places);
        return [.. found.Where(diagnostic => !IsSilenced(diagnostic, byCode))];
    }

    private static ILookup<(string, DiagnosticCode), Place> ByCode(List<Place> places) => places
        .Where(static place => place.Suppression.Reason.Length > 0)
        .SelectMany(static place => place.Suppression.Codes.Select(code => (Key: (place.Suppression.Text.File, code), Place: place)))
        .ToLookup(static pair => pair.Key, static pair => pair.Place);

    // A stream's documents share one text, each with the comments up to its end.
    private static List<Place> Read(IEnumerable<Layer> layers)
    {
        var places = new List<Place>();
        foreach (var file in layers.Where(static layer => !layer.Comments.IsEmpty).GroupBy(static layer => layer.Document.Text))
        {
            var reach = new SuppressionReach(file.Key);
            places.AddRange(file.SelectMany(static layer => layer.Comments).Select(comment =>
            {
                var (first, last) = reach.Of(comment.Position);
                return new Place(Suppression.Read(file.Key, comment), first, last);
            }));
        }

        return places;
    }

    private static bool IsSilenced(Diagnostic diagnostic, ILookup<(string, DiagnosticCode), Place> byCode)
    {
        if (diagnostic.File is not { } file || !Suppression.IsSilenceable(diagnostic.Code))
        {
            return false;
        }

        var isSilenced = false;
        foreach (var place in byCode[(file, diagnostic.Code)])
        {
            if (place.First <= diagnostic.Position.Line && diagnostic.Position.Line <= place.Last)
            {
                isSilenced = true;
                place.Used.Add(diagnostic.Code);
            }
        }

        return isSilenced;
    }

    private static (string? File, SourcePosition Position, DiagnosticCode Code, string Message) KeyOf(Diagnostic diagnostic) =>
        (diagnostic.File, diagnostic.Position, diagnostic.Code, diagnostic.Message);

    private static void Judge(List<Place> places, bool isWholeMatrix, RuleSeverities severities, DiagnosticBag diagnostics)
    {
        var report = new RuleReport(diagnostics, severities);
        foreach (var place in places)
        {
            var suppression = place.Suppression;
            if (suppression.Problem is { } problem)
            {
                report.Add(Needless, suppression.Text, suppression.Position, $"{problem}, and nothing is silenced", suppression.Hint);
            }
            else if (suppression.Reason.Length == 0)
            {
                report.Add(
                    WithoutReason,
                    suppression.Text,
                    suppression.Position,
                    "this comment gives no reason, and nothing is silenced",
                    $"write the reason behind the code: # strata:disable {string.Join(", ", suppression.Codes)} because ...");
            }
            else if (isWholeMatrix)
            {
                ReportNeedless(place, severities, report);
            }
        }
    }

    // What is switched off finds nothing either, and the comment is there for the day on which it is switched on.
    private static void ReportNeedless(Place place, RuleSeverities severities, RuleReport report)
    {
        foreach (var code in place.Suppression.Codes)
        {
            if (!place.Used.Contains(code) && severities.Of(new RuleDescriptor(code, "", DiagnosticSeverity.Warning)) is not null)
            {
                report.Add(Needless, place.Suppression.Text, place.Suppression.Position, $"this comment silences no {code}: nothing is found here", "remove it, or move it to the value that is meant");
            }
        }
    }

    private sealed class Place(Suppression suppression, int first, int last)
    {
        public Suppression Suppression { get; } = suppression;

        public int First { get; } = first;

        public int Last { get; } = last;

        /// <summary>The codes of which something was silenced.</summary>
        public HashSet<DiagnosticCode> Used { get; } = [];
    }
}
