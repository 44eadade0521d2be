using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Strata.Caching;
using Strata.Documents;
using Strata.Logging;
using Strata.Secrets;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata;

/// <summary>How an <see cref="OverrideManager"/> or an <see cref="OverrideSet"/> works. Copied when that is made; later changes have no effect.</summary>
public sealed class OverrideManagerOptions
{
    /// <summary>The environment's name. Default: the variable <c>ENVIRONMENT</c>, else <c>development</c>.</summary>
    public string? Environment { get; set; }

    /// <summary>The variables that conditions and interpolation see. Default: the process environment when the manager is made.</summary>
    public VariableSet? Variables { get; set; }

    /// <summary>Whether an unset plain <c>${VAR}</c> is empty, with a warning, and not an error. Default: false.</summary>
    public bool AllowUnset { get; set; }

    /// <summary>Whether warnings make a configuration invalid. Default: false.</summary>
    public bool Strict { get; set; }

    /// <summary>How much files and results may ask of the machine. Default: <see cref="ParseLimits.Default"/>.</summary>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public ParseLimits Limits
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = ParseLimits.Default;

    /// <summary>Directories beside the overrides directory whose files <c>${file:...}</c> may include. Default: none.</summary>
    public IList<string> AllowedIncludeDirectories { get; } = [];

    /// <summary>The clock that conditions and expiry are judged by. Default: the system's.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public TimeProvider TimeProvider
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = TimeProvider.System;

    /// <summary>
    /// Makes the meter <c>Strata</c>, whose figures tell of configurations that are watched: the factory of a host's services. Default: null,
    /// and the manager makes the meter itself.
    /// </summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>
    /// Makes the log that tells of each resolution, in the category <c>Strata.OverrideManager</c>: what came of it, what is wrong with the
    /// files, and at the level Debug each decision and each substitution. No message holds a secret. Default: null, and what
    /// <see cref="LogLevel"/> and <see cref="Debug"/> ask for is written to standard error.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The least that is told. Default: null, for what the log of <see cref="LoggerFactory"/> takes, and without one for nothing.</summary>
    public LogLevel? LogLevel { get; set; }

    /// <summary>
    /// Whether each decision is told: why each override applies or not, which of them each value comes from, and each substitution. The
    /// same as <see cref="LogLevel"/> Debug. While decisions are told, a configuration is read from memory or resolved, never read
    /// from where others put it. Default: false.
    /// </summary>
    public bool Debug { get; set; }

    /// <summary>Values set over all overrides in every resolution, in order: <c>PATH=VALUE</c>, the value read as YAML. Default: none.</summary>
    public IList<string> Assignments { get; } = [];

    /// <summary>
    /// JSON Schema files that every configuration is held against, relative to the working directory; beside the schema of its
    /// type, <c>schemas/TYPE.schema.json</c> in the overrides directory, and those that overrides name. Default: none.
    /// </summary>
    public IList<string> Schemas { get; } = [];

    /// <summary>
    /// Rules of one's own, which <see cref="OverrideManager.LoadWithValidationAsync(string, CancellationToken)"/> checks a
    /// configuration by; one of their errors makes it invalid. Their codes are STR6900 to STR6999. Default: none.
    /// </summary>
    public IList<IConfigurationRule> Rules { get; } = [];

    /// <summary>Whether Strata's own rules about configurations are checked there too, each with its default severity. Default: false; <c>strata validate</c> is where they are always checked.</summary>
    public bool CheckBuiltInRules { get; set; }

    /// <summary>Where the keys of encrypted overrides come from, before the variables that <see cref="KeySource.OfVariables"/> reads. Default: none.</summary>
    public IList<KeySource> Keys { get; } = [];

    /// <summary>Whether keys are also read from the variables of the process environment. Default: true.</summary>
    public bool ReadKeyVariables { get; set; } = true;

    /// <summary>
    /// Whether encrypted values that no key opens stay as they are, with a warning, and not an error: to check a configuration where
    /// its keys are not. Default: false.
    /// </summary>
    public bool AllowLocked { get; set; }

    /// <summary>
    /// The integrity codes that encrypted overrides must have, by their names: what a file says under <c>_metadata.encryption.integrity</c>.
    /// Without one, a whole older file that is put back is as good as any. Default: none.
    /// </summary>
    public IDictionary<string, string> Pins { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Whether <see cref="OverrideManager.LoadWithValidationAsync(string, CancellationToken)"/> resolves again only where something has changed
    /// that the configuration depends on. Default: true.
    /// </summary>
    public bool EnableCache { get; set; } = true;

    /// <summary>How long a configuration is remembered, in memory and where it is shared. Default: one hour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan CacheTtl
    {
        get;
        set => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "More than nothing.");
    } = TimeSpan.FromHours(1);

    /// <summary>About how many bytes of memory the configurations that are remembered may take; what was not used for longest goes first. Default: 256 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public long CacheMaxBytes
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1.");
    } = 256 * 1024 * 1024;

    /// <summary>
    /// A directory for files that outlast the process, relative to the working directory; the command keeps its own in
    /// <c>~/.cache/strata</c>. It must belong to the user of the process alone (mode 0700), and is made if it is missing; one that cannot be
    /// used is not. Secrets are not written there, and a configuration that has one is not read from there. Default: none.
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>Whether the variable ENABLE_PROFILING is heeded; not by the command, which has a profile of its own.</summary>
    internal bool Profiles { get; set; } = true;

    /// <summary>How the overrides directory is shown where its files are copies of others: those of a server. Empty for no name before that of a file; null for as it was named.</summary>
    internal string? ShownDirectory { get; set; }

    /// <summary>Opens what processes share.</summary>
    internal Func<ISharedLevel>? OpenSharedCache { get; set; }

    // What others resolved does not tell how.
    internal CacheSettings? ToCacheSettings(bool tellsHow) =>
        !EnableCache ? null : tellsHow ? new CacheSettings(CacheTtl, CacheMaxBytes, Directory: null, OpenShared: null) : new CacheSettings(CacheTtl, CacheMaxBytes, CacheDirectory, OpenSharedCache);

    internal ResolutionLog? ToLog(bool writesSubstitutions) =>
        ResolutionLog.Of(LoggerFactory, Debug ? Microsoft.Extensions.Logging.LogLevel.Debug : LogLevel, writesSubstitutions);

    internal ImmutableArray<KeySource> ToKeySources() => ReadKeyVariables ? [.. Keys, .. KeySource.OfVariables(ProcessVariables.Read())] : [.. Keys];

    internal RuleSet ToRuleSet() => (CheckBuiltInRules ? RuleSet.BuiltIn : RuleSet.None).With(Rules);

    internal ResolutionOptions ToResolutionOptions() => new()
    {
        AllowUnset = AllowUnset,
        AllowLocked = AllowLocked,
        Keys = new KeyRing(ToKeySources()),
        Pins = Pins.ToImmutableSortedDictionary(StringComparer.Ordinal),
        IsStrict = Strict,
        Limits = Limits,
        Assignments = [.. Assignments],
        IncludeDirectories = [.. AllowedIncludeDirectories],
        Schemas = [.. Schemas],
        ShownDirectory = ShownDirectory,
    };
}
