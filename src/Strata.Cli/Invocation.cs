using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Strata.Cli.Caching;
using Strata.Cli.Keys;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Layers.Conditions;
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
    private readonly Reporter _reporter;
    private OverrideManager? _manager;
    private OverrideSet? _overrides;
    private ProjectInUse? _project;

    public Invocation(CommandHost host, SharedOptions options, ParseResult parsed)
    {
        Host = host;
        _options = options;
        _parsed = parsed;
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

    /// <summary>The overrides directory: as it is given, else as the project says.</summary>
    public string Directory => GivenDirectory ?? Project.ShownDirectory ?? OverrideManager.DefaultDirectory;

    /// <summary>The project's file, found and read when it is first needed.</summary>
    public ProjectInUse Project => _project ??= ProjectInUse.Find(_parsed.GetValue(_options.Project), GivenDirectory);

    /// <summary>The overrides, read when they are first asked for.</summary>
    public OverrideSet Overrides => _overrides ??= Manager.ReadOverrides();

    /// <summary>The library, made with the options when it is first needed.</summary>
    public OverrideManager Manager => _manager ??= CreateManager();

    /// <summary>What was chosen for this run, over the axes of a matrix.</summary>
    public ChosenAxes Chosen => new(NotEmpty(_options.Environment), NotEmpty(_options.Tenant), (_parsed.GetValue(_options.Contexts) ?? []).Any(static tag => tag.Length > 0), ReadVersion());

    /// <summary>The cache; null where this run uses none.</summary>
    public CacheInUse? Cache { get; init; }

    /// <summary>Whether encrypted values that no key opens are let be, with a warning: where values are only checked.</summary>
    public bool AllowLocked { get; init; }

    /// <summary>Where keys come from.</summary>
    public IEnumerable<KeySource> KeySources => KeysInUse.Of(Host, ReadKeyFiles(), ReadPassphraseDescriptor(), Project.File, mayAsk: !AllowLocked);

    /// <summary>A new passphrase, for something that is made; null where nobody gives one.</summary>
    /// <exception cref="KeyException">It cannot be read.</exception>
    public AgePassphrase? NewPassphrase(string purpose)
    {
        var reader = new PassphraseReader(Host, ReadPassphraseDescriptor());
        return reader.CanRead ? reader.ReadNew(purpose) : null;
    }

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
        Limits = ReadLimits(),
        Assignments = [.. ReadAssignments()],
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
            Contexts = [.. (_parsed.GetValue(_options.Contexts) ?? []).Where(static tag => tag.Length > 0)],
            Tenant = NotEmpty(_options.Tenant),
            AppVersion = ReadVersion(),
            Now = ReadNow() ?? context.Now,
            Facts = ReadPairs(_options.Facts).ToImmutableSortedDictionary(StringComparer.Ordinal),
            IgnoreConditions = _parsed.GetValue(_options.IgnoreConditions),
        };
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

    private OverrideManager CreateManager()
    {
        if (Project.Validation is { IsValid: false } problems)
        {
            Report(problems);
            throw new RefusedException(ExitCode.Of(problems, Strict));
        }

        var options = new OverrideManagerOptions
        {
            Environment = NotEmpty(_options.Environment) ?? Host.Variable("ENVIRONMENT") ?? ResolutionContext.DefaultEnvironment,
            Variables = ReadVariables(),
            AllowUnset = _parsed.GetValue(_options.AllowUnset),
            Strict = Strict,
            Limits = ReadLimits(),
            TimeProvider = Host.Time,
            AllowLocked = AllowLocked,
            ReadKeyVariables = false,
            Profiles = false,
        };
        foreach (var (name, code) in Project.Pins)
        {
            options.Pins[name] = code;
        }

        foreach (var source in KeySources)
        {
            options.Keys.Add(source);
        }

        foreach (var assignment in ReadAssignments())
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

    private ParseLimits ReadLimits()
    {
        var limits = Project.Limits;
        return limits with
        {
            MaxFileBytes = Positive(_options.MaxFileSize, limits.MaxFileBytes, int.MaxValue - 1),
            MaxDepth = (int)Positive(_options.MaxDepth, limits.MaxDepth, 1000),
            MaxNodes = (int)Positive(_options.MaxNodes, limits.MaxNodes, int.MaxValue - 1),
        };
    }

    private string[] ReadKeyFiles()
    {
        var files = _parsed.GetValue(_options.KeyFiles) ?? [];
        return Array.IndexOf(files, "") < 0 ? files : throw new UsageException("--key-file takes the path of a file");
    }

    private int? ReadPassphraseDescriptor() => _parsed.GetValue(_options.PassphraseDescriptor) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) => descriptor,
        _ => throw new UsageException("--passphrase-fd takes the number of a descriptor", "write --passphrase-fd 3 3< FILE"),
    };

    private string[] ReadAssignments()
    {
        var assignments = _parsed.GetValue(_options.Set) ?? [];
        foreach (var assignment in assignments)
        {
            // Not shown: it may be a secret.
            if (AssignedLayers.ProblemOf(assignment) is { } problem)
            {
                throw new UsageException($"--set cannot be read: {problem}", AssignedLayers.Form);
            }
        }

        return assignments;
    }

    private long Positive(Option<string?> option, long otherwise, long most)
    {
        if (_parsed.GetValue(option) is not { } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= most
            ? value
            : throw new UsageException($"{option.Name} \"{text}\" is out of range", string.Create(CultureInfo.InvariantCulture, $"write a whole number from 1 to {most}"));
    }

    // As an empty variable is: a script that passes on one which nobody set means nothing by it.
    private string? NotEmpty(Option<string?> option) => _parsed.GetValue(option) is { Length: > 0 } value ? value : null;

    private string? ReadVersion()
    {
        var text = NotEmpty(_options.AppVersion);
        return text is null || SemanticVersion.TryParse(text, out _)
            ? text
            : throw new UsageException($"--app-version \"{text}\" is no version", "write 2.1.0, 2.1.0-rc.1 or 2.1.0.6");
    }

    private DateTimeOffset? ReadNow()
    {
        if (_parsed.GetValue(_options.Now) is not { } text)
        {
            return null;
        }

        return InstantText.Read(text) ?? throw new UsageException($"--now \"{text}\" is no instant", "write ISO 8601: 2026-12-01T08:30:00Z");
    }

    private Dictionary<string, string> ReadPairs(Option<string[]> option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in _parsed.GetValue(option) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                // The text may be a secret without its name.
                throw new UsageException($"{option.Name} takes NAME=VALUE", $"write {option.Name} NAME=VALUE");
            }

            pairs[pair[..equals]] = pair[(equals + 1)..];
        }

        return pairs;
    }

    private VariableSet ReadVariables()
    {
        var variables = new VariableSet(ReadPairs(_options.SetEnv), _parsed.GetValue(_options.NoProcessEnv) ? null : Host.Variables);
        var files = _parsed.GetValue(_options.EnvFiles) ?? [];
        var diagnostics = new DiagnosticBag();
        variables = VariableFiles.Read(files, variables, ReadLimits().MaxFileBytes, files.Length == 0 ? [] : KeySources, diagnostics);
        var validation = new ValidationResult(diagnostics.ToSorted());
        Report(validation);
        return validation.IsValid ? variables : throw new RefusedException(ExitCode.Of(validation, Strict));
    }
}
