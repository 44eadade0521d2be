using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Layers.Conditions;
using Strata.Projects;
using Strata.Selection;
using Strata.Server.Spaces;
using Strata.Validation;
using Strata.Values;

namespace Strata.Server.Contents;

/// <summary>
/// A content laid out as files, parsed once, from which any context is resolved: what comes out depends on the content, the context and the keys
/// alone, and never on this machine. Immutable; safe for use from several threads.
/// </summary>
internal sealed class ResolvableContent
{
    /// <summary>The file of a content that says what is deployed.</summary>
    public const string ProjectFileName = ProjectFile.Name;

    private const string VariableFile = ".env";

    private readonly OverrideManagerOptions _options;
    private readonly OverrideManagerOptions _lenient;
    private readonly string _directory;
    private readonly ProjectFile? _project;
    private readonly ImmutableArray<Diagnostic> _projectFindings;
    private readonly ConcurrentDictionary<string, FileVariables> _variables = new(StringComparer.Ordinal);
    private readonly Lazy<OverrideSet> _overrides;
    private readonly Lazy<OverrideSet> _allowingUnset;
    private readonly Lazy<bool> _hasSecretsInClear;
    private readonly Dictionary<string, byte[]> _variableFiles;

    private ResolvableContent(SpaceContent content, string directory, ContentKeys keys)
    {
        Hash = content.Hash;
        FileHashes = content.Files.ToFrozenDictionary(static file => file.Key, static file => file.Value.Hash, StringComparer.Ordinal);
        _variableFiles = content.Files.Where(static file => file.Key.StartsWith(VariableFile, StringComparison.Ordinal)).ToDictionary(static file => file.Key, static file => file.Value.Body, StringComparer.Ordinal);
        _directory = Path.Combine(directory, "overrides");
        var found = new DiagnosticBag();
        var project = Path.Combine(directory, ProjectFileName);
        _project = File.Exists(project) ? ProjectFile.Read(project, ParseLimits.Default, found, ProjectFileName) : null;
        _projectFindings = found.ToSorted();
        _options = Options(keys);
        _lenient = Options(keys);
        _lenient.AllowUnset = true;
        _overrides = new Lazy<OverrideSet>(() => OverrideSet.Read(_directory, _options));
        _hasSecretsInClear = new Lazy<bool>(() => SecretsInClear.AreIn(content, Overrides));
        _allowingUnset = new Lazy<OverrideSet>(() => OverrideSet.Read(_directory, _lenient));
        ChangesWithTime = Overrides.Layers.Any(static layer => layer.Metadata.Expires is not null || DependsOnTime(layer.Metadata.Condition));
    }

    public string Hash { get; }

    /// <summary>The files, each with the hash of its bytes.</summary>
    public FrozenDictionary<string, string> FileHashes { get; }

    /// <summary>Whether whoever has the files has secrets.</summary>
    public bool HasSecretsInClear => _hasSecretsInClear.Value;

    /// <summary>The overrides.</summary>
    public OverrideSet Overrides => _overrides.Value;

    /// <summary>Whether a context resolves otherwise at another time.</summary>
    public bool ChangesWithTime { get; }

    /// <summary>Lays a content out and parses it. What is wrong with it is found when it is resolved.</summary>
    public static ResolvableContent Open(SpaceContent content, string directory, ContentKeys keys)
    {
        Directory.CreateDirectory(Path.Combine(directory, "overrides"));
        foreach (var (path, file) in content.Files)
        {
            var full = Path.Combine(directory, path == ProjectFileName ? path : Path.Combine("overrides", path));
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, file.Body);
        }

        return new ResolvableContent(content, directory, keys);
    }

    /// <summary>The overrides that stand in a file; none where it is no file of overrides.</summary>
    public ImmutableArray<Layer> LayersOf(string file) => [.. Overrides.Layers.Where(layer => layer.File == file)];

    /// <summary>Resolves a context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="allowsUnset">Whether an unset variable is empty, and no error.</param>
    public ResolutionOutcome Resolve(ResolutionContext context, bool allowsUnset = false) => (allowsUnset ? _allowingUnset.Value : Overrides).Resolve(context);

    /// <summary>The variables that templates see: those that were given, then <c>.env.ENVIRONMENT</c>, then <c>.env</c>.</summary>
    public VariableSet VariablesOf(string environment, IReadOnlyDictionary<string, string> given) => new(given, process: null, files: FilesOf(environment).Variables);

    /// <summary>The contexts that are deployed, as <c>strata.yml</c> says, or those that the overrides name.</summary>
    public ImmutableArray<PlannedContext> Plan(DateTimeOffset now, DiagnosticBag findings)
    {
        findings.AddRange(_projectFindings);
        var planned = MatrixPlanner.Plan(_project?.Matrix ?? new ProjectMatrix(), Overrides, type => new ResolutionContext { Type = type, Now = now }, findings);
        return [.. planned.Select(context => context with { Context = context.Context with { Variables = VariablesOf(context.Context.Environment, ImmutableDictionary<string, string>.Empty) } })];
    }

    /// <summary>Checks everything that is deployed, by all rules.</summary>
    public MatrixReport Validate(DateTimeOffset now)
    {
        var findings = new DiagnosticBag();
        var contexts = Plan(now, findings);
        foreach (var files in contexts.Select(context => FilesOf(context.Context.Environment)).Distinct())
        {
            findings.AddRange(files.Found);
        }

        var checks = new RuleChecks(RuleSet.BuiltIn, _project?.Severities ?? RuleSeverities.Default, _project?.Production ?? ProductionEnvironments.Default);
        return Overrides.Validate(contexts, findings, checks, MatrixScope.Whole);
    }

    // Environments may be asked for that nobody has; what is kept is bounded by the files.
    private FileVariables FilesOf(string environment) => _variables.GetOrAdd(_variableFiles.ContainsKey($"{VariableFile}.{environment}") ? environment : "", ReadVariables);

    private FileVariables ReadVariables(string environment)
    {
        var findings = new DiagnosticBag();
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in new[] { VariableFile, $"{VariableFile}.{environment}" })
        {
            if (_variableFiles.TryGetValue(name, out var body))
            {
                EnvironmentFile.Read(new SourceText(name, body), VariableSet.Empty, variables, findings);
            }
        }

        return new FileVariables(variables, findings.ToSorted());
    }

    private OverrideManagerOptions Options(ContentKeys keys)
    {
        var options = new OverrideManagerOptions
        {
            ReadKeyVariables = false,

            // Files are named as in the space: where they are laid out is nobody's business.
            ShownDirectory = "",
            Variables = VariableSet.Empty,
            AllowLocked = keys.Sources.Count == 0,
        };
        foreach (var source in keys.Sources)
        {
            options.Keys.Add(source);
        }

        foreach (var (name, pin) in _project?.Pins ?? ImmutableSortedDictionary<string, string>.Empty)
        {
            options.Pins[name] = pin;
        }

        return options;
    }

    private static bool DependsOnTime(Condition? condition) => condition switch
    {
        TimeRangeCondition or DateRangeCondition => true,
        AllCondition all => all.Parts.Any(DependsOnTime),
        AnyCondition any => any.Parts.Any(DependsOnTime),
        NotCondition not => DependsOnTime(not.Inner),
        _ => false,
    };

    /// <summary>The variables of an environment's files.</summary>
    /// <param name="Variables">Their values.</param>
    /// <param name="Found">What is wrong with the files.</param>
    private sealed record FileVariables(Dictionary<string, string> Variables, ImmutableArray<Diagnostic> Found);
}
