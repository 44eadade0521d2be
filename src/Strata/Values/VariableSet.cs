using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Strata.Values;

/// <summary>Where a variable's value, or what stood in for it, came from.</summary>
public enum VariableSource : byte
{
    /// <summary>The process environment.</summary>
    Process,

    /// <summary>A file of variables.</summary>
    EnvFile,

    /// <summary>Given for this resolution: <c>--set-env</c>.</summary>
    SetEnv,

    /// <summary>The default beside the variable: <c>${VAR:-default}</c>.</summary>
    Default,

    /// <summary>The alternative beside the variable: <c>${VAR:+alternative}</c>.</summary>
    Alternative,

    /// <summary>Another resolved value: <c>${config:path}</c>.</summary>
    Config,

    /// <summary>A file's text: <c>${file:name}</c>.</summary>
    File,

    /// <summary>Nothing: the variable is unset.</summary>
    Unset,
}

/// <summary>
/// The variables of a resolution. Those given for it win over the process environment, and that over files of variables.
/// Immutable; safe for use from several threads.
/// </summary>
public sealed class VariableSet
{
    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly IReadOnlyDictionary<string, string> _process;
    private readonly IReadOnlyDictionary<string, string> _files;
    private readonly IReadOnlySet<string> _secrets = ImmutableHashSet<string>.Empty;
    private readonly VariableReads? _reads;

    /// <param name="given">Given for this resolution; wins over all others. Null for none.</param>
    /// <param name="process">The process environment. Null for none.</param>
    /// <param name="files">From files of variables. Null for none.</param>
    public VariableSet(
        IReadOnlyDictionary<string, string>? given = null,
        IReadOnlyDictionary<string, string>? process = null,
        IReadOnlyDictionary<string, string>? files = null)
    {
        _given = given ?? ImmutableDictionary<string, string>.Empty;
        _process = process ?? ImmutableDictionary<string, string>.Empty;
        _files = files ?? ImmutableDictionary<string, string>.Empty;
    }

    private VariableSet(VariableSet outer, IReadOnlyDictionary<string, string> files, IReadOnlySet<string> secrets, VariableReads? reads)
        : this(outer._given, outer._process, files)
    {
        _secrets = secrets;
        _reads = reads;
    }

    /// <summary>No variables.</summary>
    public static VariableSet Empty { get; } = new();

    /// <summary>The same variables with others from files; those of the process and those given still win.</summary>
    /// <param name="files">The variables.</param>
    /// <param name="secrets">The names of those whose values are secret whatever their names are: they stood encrypted in a file, or were built from such ones.</param>
    internal VariableSet WithFiles(IReadOnlyDictionary<string, string> files, IReadOnlySet<string>? secrets = null) => new(this, files, secrets ?? ImmutableHashSet<string>.Empty, _reads);

    /// <summary>The same variables, of which it is noted which are asked for.</summary>
    internal VariableSet Noting(VariableReads reads) => new(this, _files, _secrets, reads);

    /// <summary>Whether a variable's value is secret: by its name, or because of the file that gives it.</summary>
    internal bool IsSecret(string name, VariableSource source) => SecretNames.Contains(name) || (source == VariableSource.EnvFile && _secrets.Contains(name));

    /// <summary>The names of all variables, each once.</summary>
    internal IEnumerable<string> Names
    {
        get
        {
            _reads?.AddAll();
            return _given.Keys.Concat(_process.Keys).Concat(_files.Keys).Distinct(StringComparer.Ordinal);
        }
    }

    /// <summary>Looks a variable up.</summary>
    /// <param name="name">The name; case matters.</param>
    /// <param name="value">The value, possibly empty.</param>
    /// <param name="source">Where it came from; <see cref="VariableSource.Unset"/> when it is not set.</param>
    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value, out VariableSource source)
    {
        _reads?.Add(name);
        if (_given.TryGetValue(name, out value))
        {
            source = VariableSource.SetEnv;
            return true;
        }

        if (_process.TryGetValue(name, out value))
        {
            source = VariableSource.Process;
            return true;
        }

        source = _files.TryGetValue(name, out value) ? VariableSource.EnvFile : VariableSource.Unset;
        return value is not null;
    }
}
