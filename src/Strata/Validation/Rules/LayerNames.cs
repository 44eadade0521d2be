using System.Globalization;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>How findings about a whole override are told: at its metadata, else at its first value.</summary>
internal static class LayerNames
{
    public static SourcePosition PositionOf(Layer layer) => layer.Metadata.Position != SourcePosition.None ? layer.Metadata.Position : layer.Body.Position;

    /// <summary>"one context", "3 contexts".</summary>
    public static string Contexts(int count) => count == 1 ? "one context" : string.Create(CultureInfo.InvariantCulture, $"{count} contexts");

    public static string Quoted(Layer layer) => Quotation.Of(layer.Name);
}
