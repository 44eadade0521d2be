using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Strata.Binding;
using Strata.Caching;
using Strata.Diagnostics;
using Strata.Encryption;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Live;
using Strata.Profiling;
using Strata.Secrets;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Sections;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Sources;
using Strata.Store;
using Strata.Validation;
using Strata.Values;

namespace Strata;

/// <summary>
/// Resolves the overrides of a directory. Safe for use from several threads: each call reads the directory as it is then, and
/// what it gives is immutable. Disposing it ends its watches and clears its keys; what it gave stays usable.
/// </summary>
public sealed class OverrideManager : IAsyncDisposable
{
    /// <summary>The directory when none is named.</summary>
    public const string DefaultDirectory = "overrides";

    private readonly ResolutionOptions _options;
    private readonly ImmutableArray<KeySource> _keySources;
    private readonly KeyRing _keys;
    private readonly RuleSet _rules;
    private readonly VariableSet _variables;
    private readonly string _environment;
    private readonly TimeProvider _time;
    private readonly TemporaryOverrides _temporary;
    private readonly LiveConfigurations _live;
    private readonly ConfigurationLoads _loads;
    private readonly ManagerProfile? _profile;

    /// <summary>Makes a manager. Nothing is read yet.</summary>
    /// <param name="directory">The overrides directory, relative to the working directory.</param>
    /// <param name="options">The options; the default ones when null.</param>
    /// <exception cref="ArgumentException">A rule has a code that is not for users' rules.</exception>
    public OverrideManager(string directory = DefaultDirectory, OverrideManagerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        options ??= new OverrideManagerOptions();
        Directory = directory;
        _keySources = options.ToKeySources();
        _keys = new KeyRing(_keySources);
        _options = options.ToResolutionOptions() with { Keys = _keys };
        _rules = options.ToRuleSet();
        _variables = options.Variables ?? new VariableSet(process: ProcessVariables.Read());
        _environment = options.Environment ?? (_variables.TryGetValue("ENVIRONMENT", out var named, out _) && named.Length > 0 ? named : ResolutionContext.DefaultEnvironment);
        _time = options.TimeProvider;
        var log = options.ToLog(writesSubstitutions: _variables.TryGetValue("DEBUG_ENV_RESOLUTION", out var asked, out _) && asked == "true");
        _profile = options.Profiles ? ManagerProfile.Of(_variables, _time) : null;
        _temporary = new TemporaryOverrides(_options.Limits);
        _live = new LiveConfigurations(directory, _options, _rules, _temporary, _time, options.MeterFactory, () => Changed, log);
        Overrides = new OverrideStore(directory, _options, _keys);
        var meters = options.MeterFactory;
        var metrics = new Lazy<LoadMetrics>(() => new LoadMetrics(meters));
        _loads = new ConfigurationLoads(directory, _options, _rules, _temporary, options.ToCacheSettings(tellsHow: log is { TellsHow: true }), new ResolveClock(_time, log, metrics), metrics);
    }

    /// <summary>
    /// Raised after a configuration that <see cref="WatchAsync(string, WatchOptions?, CancellationToken)"/> gave has changed, and after its
    /// own handlers: the sender is the <see cref="LiveConfiguration"/>. Of one configuration it is raised in the order of revisions.
    /// </summary>
    public event EventHandler<ConfigurationChangedEventArgs>? Changed;

    /// <summary>The overrides directory as it was named.</summary>
    public string Directory { get; }

    /// <summary>The override files of the directory, to list, make, change, remove, import and export them.</summary>
    public OverrideStore Overrides { get; }

    /// <summary>The facts of this machine and moment for resolving a type: change what should be otherwise by <c>with</c>.</summary>
    public ResolutionContext CreateContext(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return new ResolutionContext
        {
            Type = type,
            Environment = _environment,
            Host = Environment.MachineName,
            OperatingSystem = OperatingSystemName(),
            Now = _time.GetUtcNow(),
            Variables = _variables,
        };
    }

    /// <summary>Reads the overrides as they are now, to resolve several contexts from one reading, or to look at them one by one.</summary>
    public OverrideSet ReadOverrides() => OverrideSet.Read(Directory, _options).With(_temporary.Layers);

    /// <summary>The same, for one type above all.</summary>
    internal OverrideSet ReadOverrides(string type, ObservedInputs? inputs = null) => OverrideSet.Read(Directory, _options, type, inputs).With(_temporary.Layers);

    /// <summary>The options, frozen.</summary>
    internal ResolutionOptions Options => _options;

    /// <summary>Resolves a type. The section getters answer from what was loaded last.</summary>
    /// <exception cref="OverrideValidationException">The configuration is invalid; the exception has every problem.</exception>
    public Task<ResolvedConfiguration> LoadWithValidationAsync(string type, CancellationToken cancellationToken = default) =>
        LoadWithValidationAsync(CreateContext(type), cancellationToken);

    /// <summary>Resolves a type in a context. The section getters answer from what was loaded last.</summary>
    /// <exception cref="OverrideValidationException">The configuration is invalid; the exception has every problem.</exception>
    /// <exception cref="InvalidOperationException">One of the options' rules threw an exception, which is the inner one.</exception>
    public async Task<ResolvedConfiguration> LoadWithValidationAsync(ResolutionContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await _loads.LoadAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads a type, and loads it again whenever its files change. See <see cref="WatchAsync(ResolutionContext, WatchOptions?, CancellationToken)"/>.</summary>
    /// <exception cref="OverrideValidationException">What is loaded first is invalid; the exception has every problem.</exception>
    public Task<LiveConfiguration> WatchAsync(string type, WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchAsync(CreateContext(type), options, cancellationToken);

    /// <summary>
    /// Loads a configuration, and loads it again whenever its files change: the overrides, schemas, and what <c>${file:...}</c> includes.
    /// A bad change keeps the last good configuration.
    /// </summary>
    /// <param name="context">What is resolved. Its <see cref="ResolutionContext.Now"/> is that of each load, by the manager's clock.</param>
    /// <param name="options">How files are watched; the default ones when null.</param>
    /// <param name="cancellationToken">While it is loaded for the first time: that is given up, and nothing is watched.</param>
    /// <returns>The configuration. Dispose of it to end the watch, or of the manager to end all.</returns>
    /// <exception cref="OverrideValidationException">What is loaded first is invalid; the exception has every problem.</exception>
    /// <exception cref="ObjectDisposedException">The manager is disposed.</exception>
    public async Task<LiveConfiguration> WatchAsync(ResolutionContext context, WatchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var live = await Task.Run(() => _live.Watch(context, options ?? new WatchOptions()), cancellationToken).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            await live.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return live;
    }

    /// <summary>
    /// Resolves a type whose overrides are encrypted, with a key beside those of the options. The section getters answer from what was
    /// loaded last.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <param name="key">A key of 32 bytes in base64 or hexadecimal digits; any other text is a passphrase.</param>
    /// <param name="cancellationToken">Ends the wait for the result.</param>
    /// <exception cref="OverrideValidationException">The configuration is invalid, or the key does not open an override (STR7002).</exception>
    public async Task<ResolvedConfiguration> LoadSecureConfigurationAsync(string type, string key, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var context = CreateContext(type);
        return await Task.Run(
            () =>
            {
                var keys = new KeyRing([KeySource.OfKey(key), .. _keySources]);
                try
                {
                    return _loads.Load(() => OverrideSet.Read(Directory, _options with { Keys = keys }, context.Type), context);
                }
                finally
                {
                    keys.Clear();
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Encrypts what is secret in an override: what stands beneath names of secrets, declared paths, values tagged <c>!secret</c>, URLs
    /// with a password, and what its <c>_metadata.encryption.rule</c> names. What is encrypted already stays as it is.
    /// </summary>
    /// <param name="document">The override. It is not changed, nor is its file: the result's <see cref="OverrideDocument.Text"/> is what to write there.</param>
    /// <param name="recipients">
    /// The age recipients, <c>age1...</c>, that may open it where it does not say itself; none for those who hold the keys of the options.
    /// </param>
    /// <exception cref="ArgumentException">A text is no recipient.</exception>
    /// <exception cref="OverrideValidationException">Something cannot be encrypted, or nobody could open it.</exception>
    public OverrideDocument EncryptSensitiveData(OverrideDocument document, params IEnumerable<string> recipients)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(recipients);
        ImmutableArray<Recipient> named = [.. recipients.Select(DocumentEncryption.RecipientOf)];
        return DocumentEncryption.Encrypt(document, named.IsEmpty ? _keys.Recipients : named, _keys, _options.Limits);
    }

    /// <summary>The same, for whoever holds a key.</summary>
    /// <param name="document">The override.</param>
    /// <param name="key">The key, beside those of the options. A passphrase takes a second and 256 MiB.</param>
    /// <exception cref="OverrideValidationException">Something cannot be encrypted.</exception>
    public OverrideDocument EncryptSensitiveData(OverrideDocument document, KeySource key)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(key);
        var own = new KeyRing([key]);
        var encrypted = DocumentEncryption.Encrypt(document, own.Recipients, new KeyRing([key, .. _keySources]), _options.Limits);
        own.Clear();
        return encrypted;
    }

    /// <summary>Reads and checks one file, without merging it with others.</summary>
    /// <exception cref="OverrideValidationException">The file cannot be read or is bad.</exception>
    public ImmutableArray<OverrideDocument> LoadOverrideFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var diagnostics = new DiagnosticBag();
        return OverrideDocument.Accept(ReadFile(path, diagnostics), diagnostics);
    }

    /// <summary>Checks one file by itself, without the overrides that it is merged with; warns of templates that nobody could fill in.</summary>
    public ValidationResult ValidateOverrideFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var diagnostics = new DiagnosticBag();
        CheckFile(path, RuleChecks.None, diagnostics);
        return new ValidationResult(diagnostics.ToSorted());
    }

    /// <summary>Checks one file by itself, by rules too.</summary>
    internal ImmutableArray<Layer> CheckFile(string path, RuleChecks checks, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var layers = ReadFile(path, found);
        foreach (var layer in layers)
        {
            TemplateCheck.Report(layer.Body, new Sensitivity(layer.Metadata.Sensitive), found);
            checks.Rules.Check(layer, new RuleReport(found, checks.Severities));
        }

        diagnostics.AddRange(Suppressions.Without(found.ToSorted(), layers));
        return layers;
    }

    private ImmutableArray<Layer> ReadFile(string path, DiagnosticBag diagnostics)
    {
        var file = OverrideDirectory.Describe(Directory, path, _options.ShownDirectory);
        return FileContent.Read(file, _options.Limits.MaxFileBytes, diagnostics) is { } source ? Pipeline.ParseLayers(source, _options.Limits, _options.Keys, diagnostics, allowLocked: _options.AllowLocked) : [];
    }

    /// <summary>
    /// Checks an override by itself, as <see cref="ValidateOverrideFile"/> checks its file: what was found when it was read, and templates that
    /// nobody could fill in. An override that could be read has no errors, but perhaps warnings.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "It stands beside ValidateOverrideFile, and is called as that is.")]
    public ValidationResult ValidateOverride(OverrideDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(document.Validation.Diagnostics);
        TemplateCheck.Report(document.Layer.Body, new Sensitivity(document.Layer.Metadata.Sensitive), diagnostics);
        return new ValidationResult(Suppressions.Without(diagnostics.ToSorted(), [document.Layer]));
    }

    /// <summary>Merges overrides in the order given, the lowest first, whatever their conditions and priorities, and interpolates the result.</summary>
    /// <exception cref="OverrideValidationException">The result is invalid.</exception>
    public ResolvedConfiguration MergeConfigurations(params IEnumerable<OverrideDocument> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return Merge(documents, _options);
    }

    private ResolvedConfiguration Merge(IEnumerable<OverrideDocument> documents, ResolutionOptions options)
    {
        var stack = documents.Select(static document => document?.Layer ?? throw new ArgumentException("One of the overrides is null.", nameof(documents))).ToImmutableArray();
        var diagnostics = new DiagnosticBag();
        Seals.Check(stack, options.Pins, diagnostics);
        var include = new IncludedFiles(Directory, _options.IncludeDirectories, _options.Limits.MaxFileBytes);
        var type = stack.IsEmpty ? OverrideMetadata.AnyType : stack[^1].Metadata.Types[0];
        return Accept(new ResolutionOutcome(Pipeline.Combine(new SelectionResult(stack, []), CreateContext(type), options, include.Read, diagnostics, new SchemaSet(Directory, options)), diagnostics, options.IsStrict));
    }

    /// <summary>Puts variables, references and files into an override's configuration by itself.</summary>
    /// <exception cref="OverrideValidationException">A variable is unset, or a template is bad.</exception>
    public MappingNode ResolveEnvironmentVariables(OverrideDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Merge([document], _options with { Assignments = [] }).Root;
    }

    /// <summary>Whether an override's conditions hold for a context, and why not.</summary>
    /// <param name="metadata">What the override says of itself.</param>
    /// <param name="context">The context; that of this machine and moment for the override's first type when null.</param>
    public ConditionResult EvaluateConditions(OverrideMetadata metadata, ResolutionContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return ConditionEvaluator.Evaluate(metadata.Condition, context ?? CreateContext(metadata.Types[0]));
    }

    /// <summary>
    /// Puts an override in memory over those of the files, until what is returned is disposed. Everything that is resolved meanwhile by this
    /// manager has it, and what was loaded last is made anew with it, and again without it. It applies to every type and wins over all
    /// others, the later ones of several over the earlier, unless its <c>_metadata</c> says a type or a priority.
    /// </summary>
    /// <remarks>
    /// What is watched is reloaded with it at once, and again without it, as when a file changes: on another thread, raising
    /// <see cref="LiveConfiguration.Changed"/>, and keeping the last good configuration where it is invalid with it.
    /// <see cref="LiveConfiguration.ReloadAsync"/> waits until that is done.
    /// </remarks>
    /// <param name="text">The override, in YAML.</param>
    /// <returns>Takes it away again. More than once does nothing.</returns>
    /// <exception cref="OverrideValidationException">The text is bad, or what was loaded last is invalid with it; it was not put there.</exception>
    public IDisposable TemporaryOverride(string text) => _loads.Put(text);

    /// <summary>What a second context has otherwise than a first, path by path, both resolved from one reading of the directory.</summary>
    /// <exception cref="OverrideValidationException">One of them is invalid.</exception>
    public ImmutableArray<ConfigurationChange> Diff(ResolutionContext left, ResolutionContext right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var overrides = ReadOverrides();
        return _loads.Resolve(overrides, left).DiffTo(_loads.Resolve(overrides, right));
    }

    /// <summary>What a second type has otherwise than a first, path by path.</summary>
    /// <exception cref="OverrideValidationException">One of them is invalid.</exception>
    public ImmutableArray<ConfigurationChange> Diff(string leftType, string rightType) => Diff(CreateContext(leftType), CreateContext(rightType));

    /// <summary>Says how a value of what was loaded last came to be.</summary>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    /// <exception cref="FormatException">The text is no path.</exception>
    public Explanation? Explain(string path) => Current.Explain(path);

    /// <summary>How long this manager's resolutions took.</summary>
    public ResolveStatistics GetResolveStatistics() => _loads.Statistics;

    /// <summary>A section of what was loaded last.</summary>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    /// <exception cref="KeyNotFoundException">There is no such section.</exception>
    public ConfigSection GetSection(string path) => Current.GetSection(path);

    /// <summary>Binds what stands at a path of what was loaded last to a type.</summary>
    /// <inheritdoc cref="ResolvedConfiguration.Get"/>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet, or Strata's generator has not seen the type.</exception>
    public T Get<[ConfigurationBound] T>(string path, UnknownKeys unknownKeys = UnknownKeys.Ignore) => Current.Get<T>(path, unknownKeys);

    /// <inheritdoc cref="ResolvedConfiguration.GetDatabaseConfig"/>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public DatabaseConfig GetDatabaseConfig() => Current.GetDatabaseConfig();

    /// <inheritdoc cref="ResolvedConfiguration.GetApiConfig"/>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public ApiConfig GetApiConfig() => Current.GetApiConfig();

    /// <inheritdoc cref="ResolvedConfiguration.GetSecurityConfig"/>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public SecurityConfig GetSecurityConfig() => Current.GetSecurityConfig();

    /// <inheritdoc cref="ResolvedConfiguration.GetMlConfig"/>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public MlConfig GetMlConfig() => Current.GetMlConfig();

    /// <inheritdoc cref="ResolvedConfiguration.GetMessagingConfig"/>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public MessagingConfig GetMessagingConfig() => Current.GetMessagingConfig();

    /// <summary>
    /// Forgets every configuration that was loaded, in memory, in the files of the cache directory and where processes share them: the others
    /// are told. Nothing need be cleared because something has changed; an old configuration is never taken for an answer.
    /// </summary>
    public void ClearCache() => _loads.ClearCache();

    /// <summary>What the cache was of use for; null where it is off.</summary>
    public CacheStats? GetCacheStats() => _loads.CacheStats;

    /// <summary>
    /// Ends the watches, waiting for files that are being read but not for handlers of events, and clears the keys. What the manager gave
    /// stays usable.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _live.DisposeAsync().ConfigureAwait(false);
        _loads.Dispose();
        _keys.Clear();
        _profile?.Dispose();
    }

    private ResolvedConfiguration Current => _loads.Last ?? throw new InvalidOperationException("Nothing was loaded yet: call LoadWithValidationAsync first.");

    private static ResolvedConfiguration Accept(ResolutionOutcome outcome) => outcome.Configuration ?? throw new OverrideValidationException(outcome.Validation);

    // As conditions know it; null where they do not.
    private static string? OperatingSystemName() =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? "linux"
        : RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "windows"
        : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "macos"
        : null;
}
