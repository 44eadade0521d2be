using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Layers;

/// <summary>Makes overrides of values given one by one: <c>--set database.port=6543</c>. They go over all others, in order.</summary>
internal static class AssignedLayers
{
    /// <summary>What such an override, and its file, are shown as.</summary>
    public const string Name = "--set";

    /// <summary>How an assignment is written.</summary>
    public const string Form = "write --set database.port=5432, --set services[0].name=x or --set '\"key.with.dots\"=x'";

    /// <summary>What keeps an assignment from being read as PATH=VALUE, the value unseen; null for nothing.</summary>
    public static string? ProblemOf(string assignment) => ProblemOf(assignment, out _);

    public static ImmutableArray<Layer> Read(ImmutableArray<string> assignments, ParseLimits limits, DiagnosticBag diagnostics)
    {
        var layers = ImmutableArray.CreateBuilder<Layer>(assignments.Length);
        foreach (var assignment in assignments)
        {
            if (ReadOne(assignment, limits, diagnostics) is { } layer)
            {
                layers.Add(layer);
            }
        }

        return layers.DrainToImmutable();
    }

    // The assignment is read as the YAML line "PATH": VALUE, so that its nodes have places and its mistakes are shown like a file's.
    private static Layer? ReadOne(string assignment, ParseLimits limits, DiagnosticBag diagnostics)
    {
        var problem = ProblemOf(assignment, out var path);
        var equals = EndOfPath(assignment);
        var pathText = equals < 0 ? assignment : assignment[..equals];
        var value = equals < 0 ? "" : assignment[(equals + 1)..].ReplaceLineEndings("\n  ");
        var key = pathText.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var text = new SourceText(Name, Encoding.UTF8.GetBytes($"\"{key}\": {value}"));
        if (problem is not null)
        {
            diagnostics.Add(Diagnostic.At(text, new SourcePosition(1, 1), DiagnosticCode.BadMetadataValue, DiagnosticSeverity.Error, $"this assignment cannot be read: {problem}") with
            {
                Hint = Form,
            });
            return null;
        }

        var source = new OverrideSource(Name, text);
        if (DocumentReader.Read(source, limits, diagnostics) is not [{ Root.Count: 1 } document])
        {
            return null;
        }

        MisplacedTags.Report(document.Root, diagnostics);
        LayerReader.ReportUnknownTags(document, embedded: false, diagnostics);
        var entry = document.Root.Entries[0];
        var node = entry.Value;
        if (path.Depth + node.Height > limits.MaxDepth)
        {
            diagnostics.Add(Diagnostic.At(text, new SourcePosition(1, 1), DiagnosticCode.NestingTooDeep, DiagnosticSeverity.Error, $"the value would nest deeper than {limits.MaxDepth}") with
            {
                Hint = "set a value nearer to the root, or raise the limit (--max-depth)",
            });
            return null;
        }

        for (var at = path; at.Parent is { } parent; at = parent)
        {
            node = new MappingNode(document.Source, node.Position, [new MappingEntry(at.Key, node, entry.KeyPosition)], TagFor(at, pathText));
        }

        return new Layer(document.Source, source, new OverrideMetadata { Types = [OverrideMetadata.AnyType] }, (MappingNode)node);
    }

    // A bare number sets a list's item where a list stands, and a key elsewhere; quoted it is a key, in brackets an item.
    private static MergeTag TagFor(ConfigPath step, string pathText) =>
        step.IsIndex ? MergeTag.Items
        : step.Index >= 0 && !pathText.Contains($"\"{step.Key}\"", StringComparison.Ordinal) ? MergeTag.ItemsOrKeys
        : MergeTag.None;

    private static string? ProblemOf(string assignment, out ConfigPath path)
    {
        var equals = EndOfPath(assignment);
        string? problem = null;
        path = equals >= 0 && ConfigPath.TryParse(assignment[..equals], out var parsed, out problem) ? parsed : ConfigPath.Root;
        if (equals < 0)
        {
            return "PATH=VALUE is expected";
        }

        return problem ?? (path.IsRoot ? "a path is expected" : path.Steps()[0].Key == LayerReader.MetadataKey ? "_metadata is no configuration" : null);
    }

    // The first "=" that stands in no quotes and no brackets of the path.
    private static int EndOfPath(string assignment)
    {
        var quoted = false;
        for (var i = 0; i < assignment.Length; i++)
        {
            switch (assignment[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '=' when !quoted:
                    return i;
            }
        }

        return -1;
    }
}
