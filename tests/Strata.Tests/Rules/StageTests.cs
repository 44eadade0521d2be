using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Strata.Tests.Rules;

/// <summary>
/// The stages of DESIGN: each knows Values, Diagnostics and what the stages before it hand on, and nothing else. What calls them
/// in their order (the pipeline, the manager) stands outside them.
/// </summary>
public class StageTests
{
    private static readonly Architecture Engine = new ArchLoader().LoadAssemblies(typeof(OverrideManager).Assembly).Build();

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["Values"] = [],
        ["Diagnostics"] = ["Values.*"],
        ["Sources"] = ["Values.*", "Diagnostics.*"],
        ["Documents"] = ["Values.*", "Diagnostics.*", "Sources.OverrideSource"],
        // Values given one by one are documents too.
        // What an override says of its encryption is read with it, and its seal put on it.
        ["Layers"] = ["Values.*", "Diagnostics.*", "Documents.*", "Sources.OverrideSource", "Secrets.*"],
        ["Selection"] = ["Values.*", "Diagnostics.*", "Layers.*"],
        // The stack is layers; why it is that stack is nothing to the merge.
        ["Merging"] = ["Values.*", "Diagnostics.*", "Layers.Layer", "Layers.OverrideMetadata", "Layers.MergeRule"],
        ["Secrets"] = ["Values.*", "Diagnostics.*"],
        ["Interpolation"] = ["Values.*", "Diagnostics.*", "Secrets.*"],
        // The rules that the merge went by tell what became of a value that no longer stands in the result.
        // A snapshot binds itself to types.
        ["Snapshots"] = ["Binding.ConfigurationBinders", "Binding.ConfigurationBoundAttribute", "Binding.UnknownKeys", "Sections.DatabaseConfig", "Sections.ApiConfig", "Sections.SecurityConfig", "Sections.MlConfig", "Sections.MessagingConfig", "Merging.MergeRules", "Merging.ListStrategy", "Values.*", "Diagnostics.*", "Secrets.*", "Selection.SelectionResult", "Selection.ExcludedLayer", "Selection.ResolutionContext", "Layers.Layer"],
        // What is bound is a snapshot, and what does not fit is told with the place that the snapshot knows.
        ["Binding"] = ["Values.*", "Diagnostics.*", "Secrets.Secret", "Secrets.Cursor", "Snapshots.ResolvedConfiguration", "Snapshots.ConfigSection"],
        // Sections are records of what is bound, and print no password of an address.
        ["Sections"] = ["Values.Port", "Values.SecretText", "Secrets.Secret", "Snapshots.ConfigSection", "Binding.ConfigurationKeyAttribute", "Binding.ConfigurationSourceAttribute", "Binding.DurationUnitAttribute"],
        // The store writes what was read, edited and encrypted by the others, and holds it to what they hold it to.
        ["Store"] = ["Logging.ResolutionLog", "Selection.ResolutionContext", "Validation.RuleSet", "Caching.ResolutionCache", "Caching.CacheSettings", "Caching.CacheStats", "Values.*", "Diagnostics.*", "Sources.*", "Documents.ParseLimits", "Layers.*", "Secrets.*", "Editing.*", "Encryption.*", "Interpolation.TemplateCheck", "Snapshots.ResolvedConfiguration"],
        // What is edited is what the readers of documents found; a text is quoted as output is.
        ["Editing"] = ["Values.*", "Diagnostics.*", "Documents.*", "Sources.OverrideSource", "Sources.RealPath", "Output.YamlText"],
        // Files are encrypted as they were read, by edits of their text; a dollar sign in a secret is no template.
        ["Encryption"] = ["Values.*", "Diagnostics.*", "Sources.*", "Documents.*", "Layers.*", "Secrets.*", "Editing.*", "Interpolation.TemplateLiteral", "Interpolation.EnvironmentFile", "Interpolation.SopsEnvironmentFile"],
        ["Output"] = ["Values.*", "Diagnostics.*", "Secrets.*"],
        // Rows of a server's log, which the command checks as the server does.
        ["Auditing"] = [],
        // What another system reads is made of a snapshot, in the formats of the output; durations are read as the binder reads them.
        ["Exporting"] = ["Values.*", "Diagnostics.*", "Secrets.*", "Output.*", "Selection.ResolutionContext", "Snapshots.ResolvedConfiguration", "Snapshots.LeafOrigin", "Binding.DurationKey", "Binding.DurationText", "Binding.DurationUnit", "Sections.SessionOption"],
        // What the command and the library show of an explanation: what was written may be a template with a secret in it.
        ["Explanations"] = ["Values.*", "Diagnostics.*", "Secrets.*", "Layers.Layer", "Layers.OverrideMetadata", "Selection.SelectionResult", "Selection.ExcludedLayer", "Selection.ResolutionContext", "Snapshots.*", "Output.*", "Interpolation.TemplateMask"],
        // A project's file is read as overrides are, and speaks of what the rules find.
        ["Projects"] = ["Values.*", "Diagnostics.*", "Sources.*", "Documents.*", "Layers.*", "Secrets.AgeRecipient", "Secrets.AgeException", "Validation.RuleSeverities", "Validation.ProductionEnvironments"],
        // What watches calls all stages, as the pipeline does, and keeps what they made from one reading to the next.
        ["Live"] = ["Store.TemporaryOverrides", "Logging.ResolutionLog", "Profiling.StageActivity", "Values.*", "Diagnostics.*", "Sources.*", "Documents.*", "Layers.Layer", "Selection.*", "Interpolation.InterpolationMemo", "Snapshots.*", "Validation.*"],
        // What was decided is told by those who log; what took how long by those who profile. Both are called by what stands outside the stages.
        ["Logging"] = ["Diagnostics.*", "Explanations.DecisionText", "Snapshots.ResolvedConfiguration"],
        ["Profiling"] = ["Values.*", "Editing.AtomicFile"],
        // What is kept of a resolution, and everything that it depended on.
        ["Caching"] = ["Profiling.StageActivity", "Values.*", "Sources.*", "Layers.*", "Secrets.*", "Selection.*", "Diagnostics.*", "Snapshots.ResolvedConfiguration", "Validation.RuleSet", "Validation.RuleDescriptor", "Documents.ParseLimits", "Store.ResolveClock"],
        // Rules look at what every stage made: overrides as they are written, their templates, and what became of them. The matrix
        // is made of all stages, as the pipeline is.
        ["Validation"] = ["Values.*", "Diagnostics.*", "Secrets.*", "Sources.*", "Documents.*", "Layers.*", "Selection.*", "Interpolation.*", "Snapshots.ResolvedConfiguration", "Projects.*"],
    };

    [Fact]
    public void Stages_KnowNoMoreThanTheyAreGiven()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var forbidden = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Engine.Types)
        {
            if (StageOf(type) is not { } stage)
            {
                continue;
            }

            Assert.True(Known.ContainsKey(stage), $"the stage {stage} is new: say here what it may know");
            foreach (var target in type.Dependencies.Select(static dependency => dependency.Target))
            {
                if (StageOf(target) is not { } other || other == stage)
                {
                    continue;
                }

                if (Known[stage].FirstOrDefault(known => known == $"{other}.*" || known == $"{other}.{target.Name}") is { } allowed)
                {
                    used.Add($"{stage} -> {allowed}");
                }
                else
                {
                    forbidden.Add($"{type.FullName} -> {target.FullName}");
                }
            }
        }

        Assert.Empty(forbidden);
        Assert.Empty(Known.SelectMany(static stage => stage.Value.Select(known => $"{stage.Key} -> {known}")).Except(used));
    }

    // Cryptography that .NET lacks; and the cache within a process, which stands before the one that processes share.
    [Theory]
    [InlineData("Strata.Secrets.", "Org.BouncyCastle.")]
    [InlineData("Strata.Caching.", "ZiggyCreatures.", "Microsoft.Extensions.Caching.")]
    public void Engine_UsesTwoLibraries_EachInOnePlace(string place, params string[] libraries)
    {
        var users = Engine.Types.Where(type => type.Dependencies.Any(dependency => libraries.Any(library => dependency.Target.FullName.StartsWith(library, StringComparison.Ordinal)))).ToArray();

        Assert.NotEmpty(users);
        Assert.All(users, type => Assert.StartsWith(place, type.FullName, StringComparison.Ordinal));
    }

    [Fact]
    public void Engine_UsesNoOtherLibrary()
    {
        string[] known = ["BouncyCastle.Cryptography", "ZiggyCreatures.FusionCache", "Microsoft.Extensions.Caching.Abstractions", "Microsoft.Extensions.Caching.Memory", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Win32.Primitives"];
        var used = typeof(OverrideManager).Assembly.GetReferencedAssemblies().Select(static assembly => assembly.Name!).ToArray();

        Assert.Contains(known[0], used);
        Assert.Contains(known[1], used);
        Assert.All(used, name => Assert.True(known.Contains(name) || name.StartsWith("System.", StringComparison.Ordinal), name));
    }

    private static string? StageOf(IType type)
    {
        // What the generator writes knows the types that it binds, and what they are made of.
        var parts = type.FullName.Split('.');
        return parts.Length > 2 && parts[2] != "Generated" && parts[0] == "Strata" ? parts[1] : null;
    }
}
