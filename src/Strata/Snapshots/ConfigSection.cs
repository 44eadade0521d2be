using System.Diagnostics.CodeAnalysis;
using Strata.Binding;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Snapshots;

/// <summary>A part of a resolved configuration. Immutable.</summary>
public sealed class ConfigSection
{
    private readonly ResolvedConfiguration _configuration;

    internal ConfigSection(ResolvedConfiguration configuration, ConfigPath path, ConfigNode node)
    {
        _configuration = configuration;
        Path = path;
        Node = node;
    }

    /// <summary>Where the section stands.</summary>
    public ConfigPath Path { get; }

    /// <summary>What stands there.</summary>
    public ConfigNode Node { get; }

    /// <summary>Looks up a value of the section.</summary>
    /// <param name="path">The path from the section on.</param>
    /// <param name="node">The value.</param>
    public bool TryGet(string path, [NotNullWhen(true)] out ConfigNode? node)
    {
        node = ConfigPath.Parse(path).Find(Node);
        return node is not null;
    }

    /// <summary>A value as text: numbers and booleans in canonical form, null for an explicit null.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="InvalidCastException">A mapping or a list stands there.</exception>
    public string? GetString(string path)
    {
        var scalar = Scalar(path);
        return scalar.IsNull ? null : scalar.ToInvariantText();
    }

    /// <summary>A value as a secret, which shows itself nowhere: numbers and booleans as they are written; null for an explicit null.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="InvalidCastException">A mapping or a list stands there.</exception>
    public Secret? GetSecret(string path) => Scalar(path) is { IsNull: false } scalar ? new Secret(scalar.Text) : null;

    /// <summary>A value as a whole number.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="InvalidCastException">The value is no whole number of 64 bits.</exception>
    public long GetInt64(string path)
    {
        var scalar = Scalar(path);
        return scalar.TryGetInt64(out var value) ? value : throw Mismatch(scalar, path, "a whole number");
    }

    /// <summary>A value as a number.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="InvalidCastException">The value is no number.</exception>
    public double GetDouble(string path)
    {
        var scalar = Scalar(path);
        return scalar.TryGetDouble(out var value) ? value : throw Mismatch(scalar, path, "a number");
    }

    /// <summary>A value as a boolean.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    /// <exception cref="InvalidCastException">The value is no boolean.</exception>
    public bool GetBoolean(string path)
    {
        var scalar = Scalar(path);
        return scalar.TryGetBoolean(out var value) ? value : throw Mismatch(scalar, path, "a boolean");
    }

    /// <summary>Binds the section to a type.</summary>
    /// <inheritdoc cref="ResolvedConfiguration.Get" path="/typeparam|/exception[contains(@cref, 'Binding')]|/exception[contains(@cref, 'InvalidOperation')]"/>
    /// <param name="unknownKeys">What becomes of keys that the type has no member for.</param>
    public T Get<[ConfigurationBound] T>(UnknownKeys unknownKeys = UnknownKeys.Ignore) => ConfigurationBinders.Bind<T>(_configuration, Path, Node, unknownKeys);

    /// <summary>Binds a value of the section to a type.</summary>
    /// <inheritdoc cref="ResolvedConfiguration.Get" path="/typeparam|/exception"/>
    /// <param name="path">The path from the section on.</param>
    /// <param name="unknownKeys">What becomes of keys that the type has no member for.</param>
    public T Get<[ConfigurationBound] T>(string path, UnknownKeys unknownKeys = UnknownKeys.Ignore) => ConfigurationBinders.Bind<T>(_configuration, Joined(path), Find(path), unknownKeys);

    /// <summary>A section of this section.</summary>
    /// <exception cref="KeyNotFoundException">There is nothing at the path.</exception>
    public ConfigSection GetSection(string path) => new(_configuration, Joined(path), Find(path));

    /// <summary>Says how a value of the section came to be.</summary>
    public Explanation? Explain(string path) => _configuration.Explain(Joined(path));

    private ConfigNode Find(string path) => TryGet(path, out var node)
        ? node
        : throw new KeyNotFoundException($"There is no value at \"{Joined(path)}\".");

    private ScalarNode Scalar(string path)
    {
        var node = Find(path);
        return node as ScalarNode ?? throw Mismatch(node, path, "a single value");
    }

    private InvalidCastException Mismatch(ConfigNode node, string path, string expected) =>
        new($"The value at \"{Joined(path)}\" ({node.File}:{node.Position}) is not {expected}.");

    private ConfigPath Joined(string path)
    {
        var joined = Path;
        foreach (var step in ConfigPath.Parse(path).Steps())
        {
            joined = step.IsIndex ? joined.Append(step.Index) : joined.Append(step.Key);
        }

        return joined;
    }
}
