using System.Runtime.CompilerServices;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>
/// What one check of a value needs on its way: the frames of marks, the resources that were entered, and how much work is left.
/// Used by one thread at a time, and kept for the next check.
/// </summary>
internal sealed class Evaluation
{
    // Looking at the stack costs as much as a keyword, and a few levels more or less do not matter.
    private const int StackCheckInterval = 8;

    // What a schema and a value may cost together. A schema that applies itself twice at every level would never end.
    private const long LeastWork = 20_000_000;
    private const long WorkPerNode = 1_000;

    private ulong[] _marks = new ulong[64];
    private int _top;
    private SchemaResource[] _scopes = [];
    private int _scopeCount;
    private (SchemaNode Schema, ConfigNode Instance)[] _dynamic = [];
    private int _dynamicCount;
    private long _workLeft;
    private int _depth;

    /// <summary>Whether the check was given up: the schema never ends, or too late.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>Whether that was for want of room on the stack: on a larger one it may end.</summary>
    public bool StackEnded { get; private set; }

    /// <summary>What is known to be valid from other checks; null for nothing.</summary>
    public ValidityCache? Cache { get; private set; }

    /// <summary>Whether the resources that are entered decide anything.</summary>
    public bool TracksScopes { get; private set; }

    /// <summary>For finding equal items in a list.</summary>
    public HashSet<ConfigNode> Seen { get; private set; } = new(ConfigNodeEquality.Instance);

    public void Begin(ConfigNode instance, bool tracksScopes, ValidityCache? cache)
    {
        _top = 0;
        _scopeCount = 0;
        _dynamicCount = 0;
        _depth = 0;
        _workLeft = LeastWork + (WorkPerNode * instance.Size);
        GaveUp = StackEnded = false;
        TracksScopes = tracksScopes;
        Cache = cache;
    }

    /// <summary>Lets go of what a large value made large.</summary>
    public void End()
    {
        Cache = null;
        Array.Clear(_dynamic);
        if (Seen.Capacity > 1024)
        {
            Seen = new(ConfigNodeEquality.Instance);
        }

        if (_marks.Length > 1024)
        {
            _marks = new ulong[64];
        }
    }

    /// <summary>Begins the work of one schema on one value.</summary>
    /// <returns>False when there has been too much already.</returns>
    public bool Enter()
    {
        if (--_workLeft <= 0)
        {
            GaveUp = true;
        }
        else if (++_depth % StackCheckInterval == 0 && !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            GaveUp = StackEnded = true;
        }

        return !GaveUp;
    }

    public void Leave() => _depth--;

    /// <summary>Enters a resource, unless it is the one that this is in already.</summary>
    public bool EnterScope(SchemaResource resource)
    {
        if (_scopeCount > 0 && ReferenceEquals(_scopes[_scopeCount - 1], resource))
        {
            return false;
        }

        if (_scopeCount == _scopes.Length)
        {
            Array.Resize(ref _scopes, Math.Max(16, _scopes.Length * 2));
        }

        _scopes[_scopeCount++] = resource;
        return true;
    }

    public void LeaveScope() => _scopeCount--;

    /// <summary>The resources that were entered, the outermost first.</summary>
    public ReadOnlySpan<SchemaResource> Scopes => _scopes.AsSpan(0, _scopeCount);

    /// <summary>Notes that a schema is applied to a value because of the way that led there.</summary>
    /// <returns>False when it is being applied to it already: this would never end.</returns>
    public bool EnterDynamic(SchemaNode schema, ConfigNode instance)
    {
        for (var i = _dynamicCount - 1; i >= 0 && ReferenceEquals(_dynamic[i].Instance, instance); i--)
        {
            if (ReferenceEquals(_dynamic[i].Schema, schema))
            {
                GaveUp = true;
                return false;
            }
        }

        if (_dynamicCount == _dynamic.Length)
        {
            Array.Resize(ref _dynamic, Math.Max(16, _dynamic.Length * 2));
        }

        _dynamic[_dynamicCount++] = (schema, instance);
        return true;
    }

    public void LeaveDynamic() => _dynamicCount--;

    /// <summary>Opens a frame with room for a mark on every key or item of a value, none set.</summary>
    public int OpenFrame(ConfigNode instance)
    {
        var words = Words(instance);
        var frame = _top;
        if (frame + words > _marks.Length)
        {
            Array.Resize(ref _marks, Math.Max(frame + words, _marks.Length * 2));
        }

        Array.Clear(_marks, frame, words);
        _top = frame + words;
        return frame;
    }

    /// <summary>Closes the frame that was opened last.</summary>
    public void CloseFrame(int frame) => _top = frame;

    public void Mark(int frame, int index)
    {
        if (frame >= 0)
        {
            _marks[frame + (index >> 6)] |= 1UL << (index & 63);
        }
    }

    public bool IsMarked(int frame, int index) => (_marks[frame + (index >> 6)] & (1UL << (index & 63))) != 0;

    /// <summary>Marks every key or item of a value.</summary>
    public void MarkAll(int frame, ConfigNode instance)
    {
        if (frame >= 0)
        {
            _marks.AsSpan(frame, Words(instance)).Fill(ulong.MaxValue);
        }
    }

    /// <summary>Sets the marks of one frame in another of the same value as well.</summary>
    public void Merge(int from, int to, ConfigNode instance)
    {
        if (to >= 0)
        {
            for (var i = Words(instance) - 1; i >= 0; i--)
            {
                _marks[to + i] |= _marks[from + i];
            }
        }
    }

    private static int Words(ConfigNode instance) => instance switch
    {
        MappingNode mapping => (mapping.Count + 63) >> 6,
        SequenceNode list => (list.Count + 63) >> 6,
        _ => 0,
    };
}
