using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>
/// The services of the Compose files that a configuration's overrides are embedded in. They are read as they are written; what
/// Compose would interpolate is interpolated when it is asked for.
/// </summary>
internal sealed class ComposeStack
{
    private readonly ResolvedConfiguration _configuration;

    private ComposeStack(ResolvedConfiguration configuration, ImmutableArray<MappingNode> files)
    {
        _configuration = configuration;
        Files = files;
    }

    /// <summary>The Compose files, the lowest first.</summary>
    public ImmutableArray<MappingNode> Files { get; }

    /// <summary>The path under which the file is shown that says most: the uppermost.</summary>
    public string File => Files[^1].File;

    /// <summary>Whether the files tell all of the stack: they include no others, and join no network that others are on.</summary>
    public bool IsWhole => Files.All(static file => !file.ContainsKey("include") && !JoinsOthers(file));

    /// <summary>Every service as each file writes it.</summary>
    public IEnumerable<(string Name, MappingNode Service, SourcePosition Position)> Services
    {
        get
        {
            foreach (var file in Files)
            {
                foreach (var entry in ((MappingNode)file["services"]).Entries.ToArray())
                {
                    if (entry.Value is MappingNode service)
                    {
                        yield return (entry.Key, service, entry.KeyPosition);
                    }
                }
            }
        }
    }

    /// <summary>The stack of the configuration that a rule looks at.</summary>
    public static ComposeStack? Of(RuleContext context)
    {
        context.Note();
        return Of(context.Configuration);
    }

    /// <summary>The stack of a configuration; null where none of its overrides stands in a Compose file.</summary>
    public static ComposeStack? Of(ResolvedConfiguration configuration)
    {
        ImmutableArray<MappingNode>.Builder? files = null;
        foreach (var layer in configuration.Selection.Stack)
        {
            if (layer.EmbeddedIn is { } file && file.TryGetValue("services", out var services) && services is MappingNode { Count: > 0 })
            {
                (files ??= ImmutableArray.CreateBuilder<MappingNode>()).Add(file);
            }
        }

        return files is null ? null : new ComposeStack(configuration, files.DrainToImmutable());
    }

    /// <summary>A service as the uppermost file writes it; null where no file does.</summary>
    public MappingNode? Find(string name)
    {
        for (var i = Files.Length - 1; i >= 0; i--)
        {
            if (((MappingNode)Files[i]["services"]).TryGetValue(name, out var service) && service is MappingNode mapping)
            {
                return mapping;
            }
        }

        return null;
    }

    /// <summary>A text of the file, Compose's expressions filled in; null for what is no text, and where a variable that it needs is not set.</summary>
    public string? Text(ConfigNode? node)
    {
        if (node is not ScalarNode { IsNull: false } scalar)
        {
            return null;
        }

        if (!scalar.HasTemplates)
        {
            return scalar.Text;
        }

        // What is wrong with the expression is for Compose to say.
        var problems = new DiagnosticBag();
        var options = new InterpolationOptions
        {
            Variables = _configuration.Context.Variables,
            Include = static _ => new IncludedText(IncludeOutcome.Missing, ""),
            MaxNodes = 16,
            MaxDepth = 16,
        };
        var holder = new MappingNode(scalar.Document, scalar.Position, [new MappingEntry("value", scalar, scalar.Position)]);
        var result = Interpolator.Interpolate(holder, new Sensitivity([]), options, problems);
        return problems.HasErrors ? null : Setting.Text(result["value"]);
    }

    /// <summary>The texts of a list, or of one text that is split at blanks as a shell would; none for anything else.</summary>
    public IEnumerable<string> Words(ConfigNode? node) => node switch
    {
        SequenceNode sequence => sequence.Select(Text).OfType<string>(),
        ScalarNode => (Text(node) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        _ => [],
    };

    /// <summary>The names of a list of names, or of a mapping that has them as keys: <c>depends_on</c>, <c>networks</c>.</summary>
    public static IEnumerable<string> Names(ConfigNode? node) => node switch
    {
        MappingNode mapping => mapping.Keys,
        SequenceNode sequence => sequence.Select(Setting.Text).OfType<string>(),
        _ => [],
    };

    /// <summary>What some keys lead to, one beneath the other. Compose has one spelling for each.</summary>
    public static ConfigNode? Get(ConfigNode? node, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            node = node is MappingNode mapping && mapping.TryGetValue(key, out var child) ? child : null;
        }

        return node;
    }

    /// <summary>The CPUs that a service may use, by whichever key says it; null for no limit.</summary>
    public static ConfigNode? CpusOf(MappingNode service) => Get(service, "deploy", "resources", "limits", "cpus") ?? Get(service, "cpus");

    /// <summary>Whether a service is given a device that computes.</summary>
    public bool HasGpu(MappingNode service) =>
        service.ContainsKey("gpus")
        || Text(Get(service, "runtime")) == "nvidia"
        || Get(service, "deploy", "resources", "reservations", "devices") is SequenceNode { Count: > 0 }
        || Get(service, "devices") is SequenceNode { Count: > 0 };

    private static bool JoinsOthers(MappingNode file) =>
        Get(file, "networks") is MappingNode networks
        && networks.Values.Any(static network => Get(network, "external") is { } external && (external is MappingNode || Setting.Switch(external) == true));
}
