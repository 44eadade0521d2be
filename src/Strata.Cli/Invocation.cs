using System.Collections.Immutable;
using System.CommandLine;
using Strata.Cli.Caching;
using Strata.Cli.Keys;
using Strata.Cli.Serving;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Output;
using Strata.Profiling;
using Strata.Projects;
using Strata.Secrets;
using Strata.Secrets.Age;
using Strata.Secrets.Keys;
using Strata.Selection;
using Strata.Validation;
using Strata.Values;

namespace Strata.Cli;

/// <summary>One run of a command: its options understood, and what all commands do with them.</summary>
internal sealed class Invocation
{
    private readonly ParseResult _parsed;
    private readonly SharedOptions _options;
    private readonly OptionValues _values;
    private readonly Reporter _reporter;
    private readonly Dictionary<string, VariableSet> _variables = new(StringComparer.Ordinal);
    private OverrideManager? _manager;
    private OverrideSet? _overrides;
    private ProjectInUse? _project;
    private SpaceReading? _space;
    private bool _readsDirectory;

    public Invocation(CommandHost host, SharedOptions options, ParseResult parsed)
    {
        Host = host;
        _options = options;
        _parsed = parsed;
        _values = new OptionValues(options, parsed);
        Strict = parsed.GetValue(options.Strict);
        Reveal = parsed.GetValue(options.Reveal);
        HasColour = !parsed.GetValue(options.NoColor) && host.HasColour(host.IsOutputTerminal);
        _reporter = new Reporter(host.Error, ReadLogLevel(), Strict, Reveal, !parsed.GetValue(options.NoColor) && host.HasColour(host.IsErrorTerminal));
    }

    public CommandHost Host { get; }

    public bool Strict { get; }

    public bool Reveal { get; }

    /// <summary>Whether results are written with colour.</summary>
    public bool HasColour { get; }

    /// <summary>The overrides directory: that of the files of a space, or as it is given, else as the project says.</summary>
    public string Directory => Space?.Directory ?? GivenDirectory ?? Project.ShownDirectory ?? OverrideManager.DefaultDirectory;

    /// <summary>The same, as it is shown to people.</summary>
    public string ShownDirectory => Space?.Shown ?? Directory;

    /// <summary>The space that is read in place of a directory; null where a directory is. Fetched when it is first needed.</summary>
    public SpaceReading? Space => _readsDirectory ? null : _space ??= ReadSpace();

    /// <summary>The space that is read, as it was named; null where a directory is.</summary>
    public SpaceAddress? SpaceAddress => Asked?.Address;

    /// <summary>The project's file, found and read when it is first needed.</summary>
    public ProjectInUse Project => _project ??= Space is { } space ? ProjectInUse.Of(space) : ProjectInUse.Find(_parsed.GetValue(_options.Project), GivenDirectory);

    /// <summary>The project's file that speaks of a directory: one that is found from here, or the one beside it.</summary>
    /// <param name="directory">The directory; null for the one of this run.</param>
    public ProjectInUse ProjectOf(string? directory) => directory is null ? Project : ProjectInUse.Beside(directory, _parsed.GetValue(_options.Project));

    /// <summary>The overrides, read when they are first asked for.</summary>
    public OverrideSet Overrides => _overrides ??= Manager.ReadOverrides();

    /// <summary>The library, made with the options when it is first needed.</summary>
    public OverrideManager Manager => _manager ??= CreateManager();

    /// <summary>What was chosen for this run, over the axes of a matrix.</summary>
    public ChosenAxes Chosen => new(_values.NotEmpty(_options.Environment), _values.NotEmpty(_options.Tenant), _values.Contexts.Any(), _values.Version);

    /// <summary>The cache; null where this run uses none.</summary>
    public CacheInUse? Cache { get; init; }

    /// <summary>Whether the files of a space may be kept for the next run.</summary>
    public bool KeepsFiles { get; init; } = true;

    /// <summary>Whether encrypted values that no key opens are let be, with a warning: where values are only checked.</summary>
    public bool AllowLocked { get; init; }

    /// <summary>Where keys come from.</summary>
    public IEnumerable<KeySource> KeySources => KeysInUse.Of(Host, _values.KeyFiles, _values.PassphraseDescriptor, Project.File, mayAsk: !AllowLocked);

    /// <summary>A new passphrase, for something that is made; null where nobody gives one.</summary>
    /// <exception cref="KeyException">It cannot be read.</exception>
    public AgePassphrase? NewPassphrase(string purpose)
    {
        var reader = new PassphraseReader(Host, _values.PassphraseDescriptor);
        return reader.CanRead ? reader.ReadNew(purpose) : null;
    }

    private string Environment => _values.NotEmpty(_options.Environment) ?? Host.Variable("ENVIRONMENT") ?? ResolutionContext.DefaultEnvironment;

    private ParseLimits Limits => _values.Limits(Project.Limits);

    private (SpaceAddress Address, long? Revision)? Asked => _options.Server?.ReadingOf(
        Host,
        _parsed,
        _parsed.GetValue(_options.Directory) is not null ? "--directory" : _parsed.GetValue(_options.Project) is not null ? "--project" : null);

    private string? GivenDirectory => _parsed.GetValue(_options.Directory) switch
    {
        null => Host.Variable("STRATA_DIRECTORY"),
        "" => throw new UsageException("--directory takes the path of a directory"),
        var directory => directory,
    };

    /// <summary>How configurations are resolved, as the options say it.</summary>
    public ResolutionOptions Options => new()
    {
        AllowUnset = _parsed.GetValue(_options.AllowUnset),
        Limits = Limits,
        Assignments = [.. _values.Assignments],
        IncludeDirectories = [.. Project.File?.IncludeDirectories ?? []],
    };

    /// <summary>The name of the output format; the command's default where none is given.</summary>
    public string FormatName(IEnumerable<string> known)
    {
        var name = _parsed.GetValue(_options.Output);
        if (name is null)
        {
            return known.First();
        }

        return known.Contains(name)
            ? name
            : throw new UsageException(
                $"unknown output format \"{name}\"",
                EditDistance.Nearest(name, known) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", known)}");
    }

    /// <summary>The TYPE, as it is given or by $CONFIG_OVERRIDE_TYPE.</summary>
    public string TypeOrDefault(string? given) => OptionalType(given) ?? throw new UsageException(
        "TYPE is missing",
        Overrides.Types.IsEmpty ? "name one, or set CONFIG_OVERRIDE_TYPE" : $"name one of {string.Join(", ", Overrides.Types)}, or set CONFIG_OVERRIDE_TYPE");

    /// <summary>The TYPE, as it is given or by $CONFIG_OVERRIDE_TYPE; null where it is neither.</summary>
    public string? OptionalType(string? given) => given ?? Host.Variable("CONFIG_OVERRIDE_TYPE");

    /// <summary>The context for a type.</summary>
    public ResolutionContext ContextOf(string type)
    {
        if (type.Length == 0)
        {
            throw new UsageException("TYPE is empty", "strata list shows all overrides and their types");
        }

        var context = Manager.CreateContext(type);
        return context with
        {
            Contexts = [.. _values.Contexts],
            Tenant = _values.NotEmpty(_options.Tenant),
            AppVersion = _values.Version,
            Now = _values.Now ?? context.Now,
            Facts = _values.Pairs(_options.Facts).ToImmutableSortedDictionary(StringComparer.Ordinal),
            IgnoreConditions = _parsed.GetValue(_options.IgnoreConditions),
        };
    }

    /// <summary>A context in another environment: a space has variables for each.</summary>
    public ResolutionContext In(string environment, ResolutionContext context) =>
        context with { Environment = environment, Variables = Space is null ? context.Variables : VariablesOf(environment) };

    /// <summary>The same command on another revision of its space.</summary>
    public Invocation On(SpaceReading space) => new(Host, _options, _parsed) { _space = space, Cache = Cache, AllowLocked = AllowLocked, KeepsFiles = KeepsFiles };

    /// <summary>Has a server asked, and reports what it refuses.</summary>
    /// <exception cref="RefusedException">It refuses, or cannot be reached.</exception>
    public T Ask<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (ServerProblemException exception)
        {
            if (exception.Difference.ValueKind == System.Text.Json.JsonValueKind.Object)
            {
                Note("what changed meanwhile:");
                Host.Error.Write(DifferenceText.Of(exception.Difference, hasColour: false));
            }

            Report(exception.Validation);
            throw new RefusedException(ExitCode.Of(exception.Validation, Strict));
        }
    }

    /// <summary>Resolves a context, and reports what was found.</summary>
    public ResolutionOutcome Resolve(ResolutionContext context)
    {
        var outcome = Attempt(context);
        Report(outcome.Validation);
        return outcome;
    }

    /// <summary>Resolves two contexts, and reports what was found; what both have in common once.</summary>
    public (ResolutionOutcome Left, ResolutionOutcome Right) Resolve(ResolutionContext left, ResolutionContext right)
    {
        var (first, second) = (Attempt(left), Attempt(right));
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(first.Validation.Diagnostics);
        diagnostics.AddRange(second.Validation.Diagnostics);
        Report(new ValidationResult(diagnostics.ToSorted()));
        return (first, second);
    }

    /// <summary>Writes diagnostics for people to standard error.</summary>
    public void Report(ValidationResult validation) => _reporter.Write(validation, DeclaredSecrets);

    /// <summary>Writes what was found in many contexts for people to standard error, suggestions too unless a log level was asked for.</summary>
    public void Report(MatrixReport report) => _reporter.Write(report, DeclaredSecrets, withSuggestions: _parsed.GetValue(_options.LogLevel) is null);

    /// <summary>Says something of the run itself on standard error, unless only errors are wanted.</summary>
    public void Note(string line) => _reporter.Note(line);

    /// <summary>The same, for who looks for a fault.</summary>
    public void Detail(string line) => _reporter.Detail(line);

    /// <summary>Reports one problem, and gives its exit code.</summary>
    public int Fail(Diagnostic diagnostic) => Fail(new ValidationResult([diagnostic]));

    /// <summary>Reports problems, and gives their exit code.</summary>
    public int Fail(DiagnosticBag diagnostics) => Fail(new ValidationResult(diagnostics.ToSorted()));

    private int Fail(ValidationResult validation)
    {
        Report(validation);
        return ExitCode.Of(validation, Strict);
    }

    /// <summary>Whether a result may be used: there is one, and with --strict there were no warnings.</summary>
    public static bool IsUsable(ResolutionOutcome outcome) => outcome.Configuration is not null;

    /// <summary>Writes a tree to standard output.</summary>
    public int Write(string format, ConfigNode node, Sensitivity.Cursor secrets)
    {
        var diagnostics = new DiagnosticBag();
        return TryWrite(format, node, secrets, diagnostics) ? ExitCode.Done : Fail(diagnostics);
    }

    /// <summary>Writes a tree to standard output, or nothing, and says why.</summary>
    public bool TryWrite(string format, ConfigNode node, Sensitivity.Cursor secrets, DiagnosticBag diagnostics)
    {
        using var stage = StageActivity.Begin(StageActivity.Write);
        if (!OutputFormat.TryGet(format, out var found) || !found.Write(node, Reveal ? Sensitivity.None : secrets, Host.Output, diagnostics))
        {
            return false;
        }

        Host.Output.Flush();
        return true;
    }

    /// <summary>Writes lines of text to standard output.</summary>
    public void WriteText(string text)
    {
        Host.Output.Write(System.Text.Encoding.UTF8.GetBytes(text));
        Host.Output.Flush();
    }

    // Of those that could be read: a bad file's own declarations are found in its text.
    private DeclaredSecrets DeclaredSecrets =>
        _overrides is null ? DeclaredSecrets.None : DeclaredSecrets.Of(_overrides.Layers.SelectMany(static layer => layer.Metadata.Sensitive));

    /// <summary>Whether more is to be told than what comes of a resolution: how it came to be.</summary>
    public bool TellsHow => _reporter.TellsDecisions || ShowsSubstitutions;

    /// <summary>Whether warnings are told.</summary>
    public bool TellsWarnings => _reporter.TellsWarnings;

    private bool ShowsSubstitutions => Host.Variable("DEBUG_ENV_RESOLUTION") == "true";

    private ResolutionOutcome Attempt(ResolutionContext context)
    {
        var outcome = (_overrides ??= Manager.ReadOverrides(context.Type, Cache?.Observe(Directory))).Resolve(context);
        _reporter.Decisions(outcome);
        if (ShowsSubstitutions && outcome.Attempt is { } attempt)
        {
            _reporter.Substitutions(attempt);
        }

        return outcome;
    }

    private SpaceReading? ReadSpace()
    {
        if (Asked is not var (address, revision))
        {
            _readsDirectory = true;
            return null;
        }

        using var connection = SpaceReading.Connect(address);
        var read = Ask(() => SpaceReading.Read(connection, address, revision, SpaceDirectory.Of(Host, KeepsFiles)));
        if (read.HasRollout)
        {
            Note($"a rollout is under way in {read.Shown}: this is what those get who are not in it");
        }

        return read;
    }

    private VariableSet VariablesOf(string environment)
    {
        if (!_variables.TryGetValue(environment, out var variables))
        {
            _variables.Add(environment, variables = ReadVariables(environment));
        }

        return variables;
    }

    private OverrideManager CreateManager()
    {
        if (Project.Validation is { IsValid: false } problems)
        {
            Report(problems);
            throw new RefusedException(ExitCode.Of(problems, Strict));
        }

        var options = new OverrideManagerOptions
        {
            Environment = Environment,
            Variables = VariablesOf(Environment),
            AllowUnset = _parsed.GetValue(_options.AllowUnset),
            Strict = Strict,
            Limits = Limits,
            TimeProvider = Host.Time,
            AllowLocked = AllowLocked,
            ReadKeyVariables = false,
            Profiles = false,
            ShownDirectory = Space?.Shown,
        };
        foreach (var (name, code) in Project.Pins)
        {
            options.Pins[name] = code;
        }

        foreach (var source in KeySources)
        {
            options.Keys.Add(source);
        }

        foreach (var assignment in _values.Assignments)
        {
            options.Assignments.Add(assignment);
        }

        foreach (var schema in _parsed.GetValue(_options.Schemas) ?? [])
        {
            options.Schemas.Add(schema.Length > 0 ? schema : throw new UsageException("--schema takes the path of a file"));
        }

        foreach (var directory in Project.File?.IncludeDirectories ?? [])
        {
            options.AllowedIncludeDirectories.Add(directory);
        }

        return new OverrideManager(Directory, options);
    }

    private LogLevel ReadLogLevel()
    {
        var level = Reporter.LevelOf(_parsed.GetValue(_options.LogLevel));
        return _parsed.GetValue(_options.Debug) ? LogLevel.Debug : level;
    }

    private VariableSet ReadVariables(string environment)
    {
        var variables = new VariableSet(_values.Pairs(_options.SetEnv), _parsed.GetValue(_options.NoProcessEnv) ? null : Host.Variables);
        (string, string?)[] files =
        [
            .. Space is { } space ? space.VariableFiles(environment) : [],
            .. (_parsed.GetValue(_options.EnvFiles) ?? []).Select(static file => (file, (string?)null)),
        ];
        var diagnostics = new DiagnosticBag();
        variables = VariableFiles.Read(files, variables, Limits.MaxFileBytes, files.Length == 0 ? [] : KeySources, diagnostics);
        var validation = new ValidationResult(diagnostics.ToSorted());
        Report(validation);
        return validation.IsValid ? variables : throw new RefusedException(ExitCode.Of(validation, Strict));
    }
}
