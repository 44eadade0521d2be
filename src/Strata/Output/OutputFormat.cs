using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Output;

/// <summary>A way to write a resolved configuration, chosen by its name: <c>-o yaml</c>. Immutable.</summary>
internal sealed class OutputFormat
{
    private readonly Func<ConfigNode, Sensitivity.Cursor, Utf8Output, DiagnosticBag, bool> _write;

    private OutputFormat(string name, string description, Func<ConfigNode, Sensitivity.Cursor, Utf8Output, DiagnosticBag, bool> write)
    {
        Name = name;
        Description = description;
        _write = write;
    }

    public static OutputFormat Yaml { get; } = new("yaml", "YAML 1.2, read alike by readers of YAML 1.1", static (root, secrets, output, _) =>
    {
        YamlWriter.Write(root, secrets, output);
        return true;
    });

    public static OutputFormat Json { get; } = new("json", "JSON", static (root, secrets, output, _) =>
    {
        JsonWriter.Write(root, secrets, output);
        return true;
    });

    /// <summary>Every format, in the order in which help lists them.</summary>
    public static ImmutableArray<OutputFormat> All { get; } =
    [
        Yaml,
        Json,
        OfLeaves("env", "environment variables, for a shell or a dotenv reader", new EnvFormat()),
        OfLeaves("properties", "a Java .properties file", new PropertiesFormat()),
        OfLeaves("flat", "a:b:c=value, the keys of .NET configuration", new FlatFormat()),
    ];

    public string Name { get; }

    /// <summary>What it is for, in a few words.</summary>
    public string Description { get; }

    /// <summary>Finds a format by its name.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out OutputFormat? format)
    {
        format = All.FirstOrDefault(known => known.Name == name);
        return format is not null;
    }

    /// <summary>Writes a tree as UTF-8.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="secrets">A walk at its root, which says what is masked.</param>
    /// <param name="stream">Where to; it is neither flushed nor closed.</param>
    /// <param name="diagnostics">Takes the reason when the format cannot say this tree.</param>
    /// <returns>Whether it was written; if not, nothing was.</returns>
    public bool Write(ConfigNode root, Sensitivity.Cursor secrets, Stream stream, DiagnosticBag diagnostics)
    {
        var output = new Utf8Output(stream);
        var written = _write(root, secrets, output, diagnostics);
        output.Flush();
        return written;
    }

    public override string ToString() => Name;

    private static OutputFormat OfLeaves(string name, string description, ILeafFormat format) =>
        new(name, description, (root, secrets, output, diagnostics) => LeafWriter.Write(format, root, secrets, output, diagnostics));
}
