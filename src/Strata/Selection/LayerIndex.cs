using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Selection;

/// <summary>The overrides by name.</summary>
internal sealed class LayerIndex
{
    private readonly IReadOnlyList<Layer> _layers;
    private readonly Dictionary<string, int> _byName;

    private LayerIndex(IReadOnlyList<Layer> layers)
    {
        _layers = layers;
        _byName = new Dictionary<string, int>(layers.Count, StringComparer.Ordinal);
    }

    public int Count => _layers.Count;

    public IReadOnlyList<Layer> Layers => _layers;

    public Layer this[int index] => _layers[index];

    /// <summary>Indexes overrides. Null, with errors, when two have the same name.</summary>
    public static LayerIndex? Build(IReadOnlyList<Layer> layers, DiagnosticBag diagnostics)
    {
        var index = new LayerIndex(layers);
        var unique = true;
        for (var i = 0; i < layers.Count; i++)
        {
            if (!index._byName.TryAdd(layers[i].Name, i))
            {
                unique = false;
                ReportDuplicate(layers[i], layers[index._byName[layers[i].Name]], diagnostics);
            }
        }

        return unique ? index : null;
    }

    public bool TryFind(string name, out int index) => _byName.TryGetValue(name, out index);

    /// <summary>A hint for a name that no override has.</summary>
    public string HintFor(string name)
    {
        // "base.yml" for "base", "acme" for "tenants/acme": the same file, spelled otherwise.
        var dot = name.LastIndexOf('.');
        if (dot > 0 && _byName.ContainsKey(name[..dot]))
        {
            return $"names are written without the file's ending: \"{name[..dot]}\"";
        }

        var tail = "/" + name;
        var near = _byName.Keys.Where(known => known.EndsWith(tail, StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault()
            ?? EditDistance.Nearest(name, _byName.Keys);
        return near is null ? "add the override, or remove the dependency" : $"did you mean \"{near}\"?";
    }

    // The order in which files were found must not show: the first in ordinal order is the one that the other repeats.
    private static void ReportDuplicate(Layer one, Layer other, DiagnosticBag diagnostics)
    {
        var (first, second) = string.CompareOrdinal(one.File, other.File) < 0 ? (one, other) : (other, one);
        diagnostics.Add(Diagnostic.At(
            second.Document.Text,
            second.Body.Position.Line > 0 ? second.Body.Position : new SourcePosition(1, 1),
            DiagnosticCode.DuplicateOverride,
            DiagnosticSeverity.Error,
            $"two overrides are named {Quotation.Of(second.Name)}: {first.File} and {second.File}") with
        {
            Hint = "rename one of the files",
            Related = [new RelatedPosition("the other override of this name", first.File, first.Body.Position)],
        });
    }
}
