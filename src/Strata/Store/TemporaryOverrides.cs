using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;

namespace Strata.Store;

/// <summary>Overrides that stand in memory only, above those of the files unless they say otherwise. Safe for use from several threads.</summary>
/// <param name="limits">What they may ask of the machine.</param>
internal sealed class TemporaryOverrides(ParseLimits limits)
{
    // Higher than any number that a file may have.
    private static readonly BigInteger Highest = BigInteger.Pow(10, 100);

    private readonly Lock _lock = new();
    private ImmutableArray<Layer> _layers = [];
    private int _count;

    /// <summary>Raised after one was added or taken away, by whoever did that.</summary>
    public event Action? Changed;

    /// <summary>Those that are there now.</summary>
    public ImmutableArray<Layer> Layers
    {
        get
        {
            lock (_lock)
            {
                return _layers;
            }
        }
    }

    /// <summary>Reads an override, and adds it to nothing yet. Of several the one that was read later wins.</summary>
    /// <param name="text">The override, in YAML.</param>
    /// <exception cref="OverrideValidationException">It is none, or several.</exception>
    public Layer Read(string text)
    {
        var number = Interlocked.Increment(ref _count);
        var documents = OverrideDocument.Parse(string.Create(CultureInfo.InvariantCulture, $"temporary-{number}.yml"), text, limits);
        if (documents.Length > 1)
        {
            throw new OverrideValidationException(new ValidationResult([Diagnostic.At(documents[1].Configuration, DiagnosticCode.DuplicateOverride, DiagnosticSeverity.Error, "a temporary override is one document") with { Hint = "add the others by calls of their own" }]));
        }

        var layer = documents[0].Layer;
        var written = layer.WrittenMetadata;
        return layer with
        {
            Metadata = layer.Metadata with
            {
                Types = written?.ContainsKey("type") == true ? layer.Metadata.Types : [OverrideMetadata.AnyType],
                Priority = written?.ContainsKey("priority") == true ? layer.Metadata.Priority : Highest + number,
            },
        };
    }

    /// <summary>Adds one.</summary>
    public void Add(Layer layer)
    {
        lock (_lock)
        {
            _layers = _layers.Add(layer);
        }

        Changed?.Invoke();
    }

    /// <summary>Takes one away. One that is gone already is passed by.</summary>
    public void Remove(Layer layer)
    {
        lock (_lock)
        {
            _layers = _layers.RemoveAll(other => ReferenceEquals(other, layer));
        }

        Changed?.Invoke();
    }
}
