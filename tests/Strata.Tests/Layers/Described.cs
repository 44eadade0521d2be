using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Sources;
using Strata.Values;

namespace Strata.Tests.Layers;

/// <summary>Reads a text as the overrides of a file, and keeps what came of it.</summary>
internal sealed class Described
{
    private Described(ImmutableArray<Layer> layers, ImmutableArray<Diagnostic> diagnostics)
    {
        Layers = layers;
        Diagnostics = diagnostics;
    }

    public ImmutableArray<Layer> Layers { get; }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The only override, when nothing was wrong with it.</summary>
    public Layer Layer
    {
        get
        {
            Assert.Empty(Diagnostics);
            return Assert.Single(Layers);
        }
    }

    public OverrideMetadata Metadata => Layer.Metadata;

    /// <summary>The only problem, when it is an error for which nothing was loaded.</summary>
    public Diagnostic Error
    {
        get
        {
            var error = Assert.Single(Diagnostics);
            Assert.Equal(DiagnosticSeverity.Error, error.Severity);
            Assert.Empty(Layers);
            return error;
        }
    }

    /// <param name="text">The content.</param>
    /// <param name="file">The path below the overrides directory.</param>
    public static Described From(string text, string file = "test.yml")
    {
        var bag = new DiagnosticBag();
        var name = Path.ChangeExtension(file, null);
        var source = new OverrideSource(name, new SourceText($"overrides/{file}", Encoding.UTF8.GetBytes(text)));
        var layers = ImmutableArray.CreateBuilder<Layer>();
        foreach (var document in DocumentReader.Read(source, ParseLimits.Default, bag))
        {
            if (LayerReader.Read(document, source, bag) is { } layer)
            {
                layers.Add(layer);
            }
        }

        return new Described(layers.DrainToImmutable(), bag.ToSorted());
    }

    /// <summary>An override with these lines of metadata.</summary>
    public static Described Metadatum(string lines) => From($"_metadata:\n  {lines.ReplaceLineEndings("\n  ")}\na: 1\n");
}
