using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Projects;
using Strata.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata.Cli;

/// <summary>Checks everything that a project deploys, or the part of it that a run is about.</summary>
internal static class MatrixRun
{
    private const int ManyContexts = 50;

    // The names that people give to the file that shows which variables there are.
    private static readonly string[] ExampleFiles = [".env.example", ".env.sample", ".env.template", ".env.dist"];

    /// <summary>The rules of a run, and what its project says of them.</summary>
    public static RuleChecks ChecksOf(Invocation invocation)
    {
        var project = invocation.Project.File;
        return new RuleChecks(RuleSet.BuiltIn, project?.Severities ?? RuleSeverities.Default, project?.Production ?? ProductionEnvironments.Default)
        {
            DocumentedVariables = DocumentedVariables(invocation.Directory, project),
        };
    }

    /// <summary>The matrix of a run: that of its project, or the part of it that was chosen.</summary>
    public static ProjectMatrix MatrixOf(Invocation invocation) => invocation.Chosen.Of(invocation.Project.File?.Matrix ?? new ProjectMatrix());

    /// <summary>Checks the whole matrix.</summary>
    public static MatrixReport Whole(Invocation invocation, MatrixProgress progress)
    {
        var files = new DiagnosticBag();
        files.AddRange(invocation.Project.Validation.Diagnostics);
        if (invocation.Project.File is { } project)
        {
            KeyFiles.Check(project, invocation.Host.Variable("HOME"), files);
        }

        var matrix = MatrixOf(invocation);
        Prepare(invocation, matrix.NamedContexts);
        var contexts = MatrixPlanner.Plan(matrix, invocation.Overrides, invocation.ContextOf, files);
        if (invocation.Space is not null)
        {
            contexts = [.. contexts.Select(context => context with { Context = invocation.In(context.Context.Environment, context.Context) })];
        }

        Prepare(invocation, contexts.Length);
        return invocation.Overrides.Validate(contexts, files, ChecksOf(invocation), matrix.IsNarrowed ? MatrixScope.Narrowed : MatrixScope.Whole, progress);
    }

    private static void Prepare(Invocation invocation, long contexts)
    {
        if (invocation.Host.OwnsProcess && contexts >= ManyContexts)
        {
            ProcessMemory.PutOffCollections();
        }
    }

    private static ImmutableHashSet<string>? DocumentedVariables(string directory, ProjectFile? project)
    {
        HashSet<string> names = [.. project?.Variables?.Keys ?? []];
        var hasPlace = project?.Variables is not null;
        foreach (var path in new[] { project?.Folder, directory }.OfType<string>().SelectMany(static folder => ExampleFiles.Select(file => Path.Combine(folder, file))))
        {
            if (File.Exists(path) && FileContent.ReadNamed(path, ParseLimitsOf(project), new DiagnosticBag()) is { } text)
            {
                // An example need not be one that a shell could read; what is no variable there documents none.
                hasPlace = true;
                var read = new Dictionary<string, string>(StringComparer.Ordinal);
                EnvironmentFile.Read(text, VariableSet.Empty, read, new DiagnosticBag());
                names.UnionWith(read.Keys);
            }
        }

        return hasPlace ? [.. names] : null;
    }

    private static long ParseLimitsOf(ProjectFile? project) => project?.Limits.MaxFileBytes ?? Documents.ParseLimits.Default.MaxFileBytes;
}
