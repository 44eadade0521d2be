using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Strata.Binding;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Sections;
using Strata.Selection;
using Strata.Values;

namespace Strata.Snapshots;

/// <summary>
/// A resolved configuration: every value, where it came from, and what was said on the way. Immutable; safe for use from
/// several threads. Questions about it (<see cref="Explain(ConfigPath)"/>, <see cref="DiffTo"/>) are answered from the parsed files.
/// </summary>
public sealed class ResolvedConfiguration
{
    private readonly Lazy<Dictionary<string, ConfigNode>> _index;
    private readonly SelectionResult? _selection;
    private readonly Lazy<ResolvedConfiguration>? _whole;
    private readonly ImmutableArray<string> _overrides;

    internal ResolvedConfiguration(MappingNode root, SelectionResult selection, ResolutionContext context, Sensitivity sensitivity, ValidationResult validation)
    {
        Root = root;
        _selection = selection;
        Context = context;
        Sensitivity = sensitivity;
        Validation = validation;
        _index = new Lazy<Dictionary<string, ConfigNode>>(BuildIndex);
    }

    /// <summary>A configuration that was kept without the overrides that it was made of.</summary>
    /// <param name="root">The values.</param>
    /// <param name="overrides">The names of the overrides.</param>
    /// <param name="context">What it was resolved for.</param>
    /// <param name="sensitivity">Which values are secret.</param>
    /// <param name="resolveAnew">Resolves it from the overrides, for whoever wants to know how it came to be.</param>
    internal ResolvedConfiguration(MappingNode root, ImmutableArray<string> overrides, ResolutionContext context, Sensitivity sensitivity, Func<ResolvedConfiguration> resolveAnew)
    {
        Root = root;
        _overrides = overrides;
        _whole = new Lazy<ResolvedConfiguration>(resolveAnew);
        Context = context;
        Sensitivity = sensitivity;
        Validation = new ValidationResult([]);
        _index = new Lazy<Dictionary<string, ConfigNode>>(BuildIndex);
    }

    /// <summary>The whole configuration.</summary>
    public MappingNode Root { get; }

    /// <summary>What it was resolved for.</summary>
    public ResolutionContext Context { get; }

    /// <summary>What was found on the way: no errors, or there would be no configuration.</summary>
    public ValidationResult Validation { get; }

    internal SelectionResult Selection => _selection ?? _whole!.Value.Selection;

    // With the parts that its values were merged from.
    private ResolvedConfiguration Whole => _whole?.Value ?? this;

    internal Sensitivity Sensitivity { get; }

    /// <summary>The names of the overrides that apply, in the order in which they were merged: the lowest first.</summary>
    public ImmutableArray<string> Overrides => _overrides.IsDefault ? [.. Selection.Stack.Select(static layer => layer.Name)] : _overrides;

    /// <summary>Looks a value up. Once the first lookup has built the index, a path in its canonical spelling costs one hash lookup and no allocation.</summary>
    /// <param name="path">The path, in any spelling of <see cref="ConfigPath"/>.</param>
    /// <param name="node">The value.</param>
    public bool TryGet(string path, [NotNullWhen(true)] out ConfigNode? node)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_index.Value.TryGetValue(path, out node))
        {
            return true;
        }

        node = ConfigPath.TryParse(path, out var parsed) ? parsed.Find(Root) : null;
        return node is not null;
    }

    /// <summary>Looks a value up.</summary>
    public bool TryGet(ConfigPath path, [NotNullWhen(true)] out ConfigNode? node)
    {
        ArgumentNullException.ThrowIfNull(path);
        node = path.Find(Root);
        return node is not null;
    }

    /// <summary>A part of the configuration, with typed access to its values.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    public ConfigSection GetSection(string path) => new(this, ConfigPath.Parse(path), Find(path));

    /// <summary>Binds what stands at a path to a type. The code that does it is written by Strata's generator when the caller is compiled.</summary>
    /// <typeparam name="T">The type: a record, class or struct, a list or dictionary of them, or the type of a single value.</typeparam>
    /// <param name="path">The path; empty for the whole configuration.</param>
    /// <param name="unknownKeys">What becomes of keys that the type has no member for.</param>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="ConfigurationBindingException">Values do not fit the type, or are missing; the exception has every problem.</exception>
    /// <exception cref="InvalidOperationException">The generator has not seen the type; the message says what to write.</exception>
    public T Get<[ConfigurationBound] T>(string path, UnknownKeys unknownKeys = UnknownKeys.Ignore) =>
        ConfigurationBinders.Bind<T>(this, ConfigPath.Parse(path), Find(path), unknownKeys);

    /// <summary>The <c>database</c> section as a record. What it has no member for is reached by its <see cref="DatabaseConfig.Section"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="ConfigurationBindingException">Values do not fit the record; the exception has every problem.</exception>
    public DatabaseConfig GetDatabaseConfig() => Get<DatabaseConfig>("database");

    /// <summary>The <c>api</c> section as a record. What it has no member for is reached by its <see cref="ApiConfig.Section"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="ConfigurationBindingException">Values do not fit the record; the exception has every problem.</exception>
    public ApiConfig GetApiConfig() => Get<ApiConfig>("api");

    /// <summary>The <c>security</c> section as a record. What it has no member for is reached by its <see cref="SecurityConfig.Section"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="ConfigurationBindingException">Values do not fit the record; the exception has every problem.</exception>
    public SecurityConfig GetSecurityConfig() => Get<SecurityConfig>("security");

    /// <summary>The <c>ml</c> section as a record. What it has no member for is reached by its <see cref="MlConfig.Section"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="ConfigurationBindingException">Values do not fit the record; the exception has every problem.</exception>
    public MlConfig GetMlConfig() => Get<MlConfig>("ml");

    /// <summary>The <c>messaging</c> section as a record. What it has no member for is reached by its <see cref="MessagingConfig.Section"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="ConfigurationBindingException">Values do not fit the record; the exception has every problem.</exception>
    public MessagingConfig GetMessagingConfig() => Get<MessagingConfig>("messaging");

    /// <summary>Says how the value at a path came to be: each override's part, winners and losers.</summary>
    /// <returns>The explanation; null where no override has ever had a value there.</returns>
    public Explanation? Explain(ConfigPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Explainer.Explain(Whole, path);
    }

    /// <summary>Says how the value at a path came to be: each override's part, winners and losers.</summary>
    /// <exception cref="FormatException">The text is no path.</exception>
    public Explanation? Explain(string path) => Explain(ConfigPath.Parse(path));

    /// <summary>Every leaf in order, each with the place it was written at. Empty mappings and lists are leaves too.</summary>
    public IEnumerable<LeafOrigin> Leaves() => LeafOrigin.Of(this);

    /// <summary>What another configuration has otherwise, path by path.</summary>
    public ImmutableArray<ConfigurationChange> DiffTo(ResolvedConfiguration other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ConfigurationDiff.Between(this, other);
    }

    /// <summary>The same configuration, of which more was found.</summary>
    internal ResolvedConfiguration With(ValidationResult validation) => new(Root, Selection, Context, Sensitivity, validation);

    /// <summary>The same configuration, for a context that says the same.</summary>
    internal ResolvedConfiguration For(ResolutionContext context) => new(Root, Selection, context, Sensitivity, Validation);

    /// <summary>The known path nearest to one that leads nowhere; null where none is near.</summary>
    internal ConfigPath? Nearest(ConfigPath path)
    {
        ConfigNode node = Root;
        var reached = ConfigPath.Root;
        foreach (var step in path.Steps())
        {
            var child = step.ChildOf(node);
            if (child is null)
            {
                if (node is not MappingNode mapping || EditDistance.Nearest(step.Key, mapping.Keys) is not { } key)
                {
                    return null;
                }

                child = mapping[key];
                reached = reached.Append(key);
            }
            else
            {
                reached = node is SequenceNode ? reached.Append(step.Index) : reached.Append(step.Key);
            }

            node = child;
        }

        return reached;
    }

    /// <summary>The walk to a path, which knows what is secret there.</summary>
    internal Sensitivity.Cursor CursorAt(ConfigPath path)
    {
        var cursor = Sensitivity.Root;
        ConfigNode node = Root;
        foreach (var step in path.Steps())
        {
            if (step.ChildOf(node) is not { } child)
            {
                // What was unset is judged by the names on its path.
                child = ScalarNode.Of("");
            }

            cursor = node is SequenceNode ? cursor.Enter(step.Index, child) : cursor.Enter(step.Key, child);
            node = child;
        }

        return cursor;
    }

    private ConfigNode Find(string path) =>
        TryGet(path, out var node) ? node : throw new KeyNotFoundException($"There is no value at \"{path}\".{Suggestion(path)}");

    private string Suggestion(string path) =>
        ConfigPath.TryParse(path, out var parsed) && Nearest(parsed) is { } near ? $" Did you mean \"{SecretText.MaskUrlPasswords(near.ToString())}\"?" : "";

    private Dictionary<string, ConfigNode> BuildIndex()
    {
        // The default comparer is the fastest for strings, and ordinal.
        var index = new Dictionary<string, ConfigNode>(Root.Size);
        var path = new StringBuilder();
        Add(Root, path, index);
        return index;

        static void Add(ConfigNode node, StringBuilder path, Dictionary<string, ConfigNode> index)
        {
            index[path.ToString()] = node;
            var length = path.Length;
            if (node is MappingNode mapping)
            {
                foreach (var entry in mapping.Entries)
                {
                    ConfigPath.AppendStep(path, entry.Key, -1);
                    Add(entry.Value, path, index);
                    path.Length = length;
                }
            }
            else if (node is SequenceNode sequence)
            {
                for (var i = 0; i < sequence.Count; i++)
                {
                    ConfigPath.AppendStep(path, null, i);
                    Add(sequence[i], path, index);
                    path.Length = length;
                }
            }
        }
    }
}
