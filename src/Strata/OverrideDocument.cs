using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Values;

namespace Strata;

/// <summary>One override, read and checked. Immutable.</summary>
public sealed class OverrideDocument
{
    internal OverrideDocument(Layer layer, ValidationResult validation)
    {
        Layer = layer;
        Validation = validation;
    }

    /// <summary>The name: <c>docker</c>, <c>docker#2</c>, <c>tenants/acme</c>.</summary>
    public string Name => Layer.Name;

    /// <summary>The file, as it is shown to people.</summary>
    public string File => Layer.File;

    /// <summary>What the override says of itself.</summary>
    public OverrideMetadata Metadata => Layer.Metadata;

    /// <summary>Its configuration, neither merged nor interpolated.</summary>
    public MappingNode Configuration => Layer.Body;

    /// <summary><c>sha256:</c> and the hash of the file's bytes.</summary>
    public string Checksum => Layer.Source.Checksum;

    /// <summary>The text of the whole file that the override stands in, as it is written.</summary>
    public string Text => Encoding.UTF8.GetString(Layer.Source.Content.Span);

    internal Layer Layer { get; }

    internal ValidationResult Validation { get; }

    /// <summary>Reads overrides from text, as from a file of that name. A YAML stream holds several.</summary>
    /// <param name="file">The file name; its ending tells the format, the rest the override's name: <c>docker.yml</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="limits">The limits; the default ones when null.</param>
    /// <exception cref="OverrideValidationException">The text is bad.</exception>
    public static ImmutableArray<OverrideDocument> Parse(string file, string text, ParseLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(text);
        var name = file[..^Path.GetExtension(file).Length];
        var source = new OverrideSource(name, new SourceText(file, Encoding.UTF8.GetBytes(text)));
        var diagnostics = new DiagnosticBag();
        return Accept(Pipeline.ParseLayers(source, limits ?? ParseLimits.Default, KeyRing.Empty, diagnostics), diagnostics);
    }

    /// <summary>The overrides of a file in which nothing is wrong.</summary>
    /// <exception cref="OverrideValidationException">Something is.</exception>
    internal static ImmutableArray<OverrideDocument> Accept(ImmutableArray<Layer> layers, DiagnosticBag diagnostics)
    {
        var validation = new ValidationResult(diagnostics.ToSorted());
        return validation.IsValid
            ? [.. layers.Select(layer => new OverrideDocument(layer, validation))]
            : throw new OverrideValidationException(validation);
    }
}
