using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Selection;
using Strata.Tests.Layers;

namespace Strata.Tests.Selection;

/// <summary>Selects from overrides given as texts, and keeps what came of it.</summary>
internal sealed class Selected
{
    private Selected(SelectionResult? result, ImmutableArray<Diagnostic> diagnostics)
    {
        Result = result;
        Diagnostics = diagnostics;
    }

    public SelectionResult? Result { get; }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The names of what applies, the lowest first.</summary>
    public string Order => string.Join(" ", Result!.Stack.Select(static layer => layer.Name));

    public Diagnostic Error
    {
        get
        {
            Assert.Null(Result);
            return Assert.Single(Diagnostics, static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        }
    }

    /// <summary>Why an override was left out.</summary>
    public string ReasonOf(string name) => Assert.Single(Result!.Excluded, left => left.Layer.Name == name).Reason;

    public static ResolutionContext Context(string type = "app") => new() { Type = type, Now = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero) };

    public static Selected From(IReadOnlyList<Layer> layers, ResolutionContext? context = null)
    {
        var bag = new DiagnosticBag();
        var result = Selector.Select(layers, context ?? Context(), bag);
        return new Selected(result, bag.ToSorted());
    }

    /// <param name="overrides">For each override its name and its metadata in flow style: <c>"b: type: app, dependencies: [a]"</c>.</param>
    public static Layer[] Layers(params string[] overrides) => [.. overrides.Select(static text =>
    {
        var colon = text.IndexOf(':');
        return Described.From($"_metadata: {{ {text[(colon + 1)..]} }}\n", text[..colon] + ".yml").Layer;
    })];

    public static Selected From(ResolutionContext context, params string[] overrides) => From(Layers(overrides), context);

    public static Selected From(params string[] overrides) => From(Layers(overrides));
}
