using System.Diagnostics.CodeAnalysis;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers;

/// <summary>A value of the metadata: the node, the way to it, and where its problems go.</summary>
/// <param name="Node">The value.</param>
/// <param name="Path">The way to it from the file's top level.</param>
/// <param name="KeyPosition">Where its key stands; that of the list for an item of one.</param>
/// <param name="Code">The code of a problem with the value.</param>
/// <param name="Diagnostics">Where problems go.</param>
internal readonly record struct MetadataValue(
    ConfigNode Node,
    ConfigPath Path,
    SourcePosition KeyPosition,
    DiagnosticCode Code,
    DiagnosticBag Diagnostics)
{
    /// <summary>The last key on the way, and the index behind it: <c>tags[1]</c>.</summary>
    public string Name => Path.IsIndex ? $"{Path.Parent!.Key}[{Path.Key}]" : Path.Key;

    /// <summary>A text as a message shows it: masked when it is a secret.</summary>
    public string Quoted(string text) => Quotation.Of(text, Node.IsSensitive);

    public MetadataValue Child(in MappingEntry entry) => this with { Node = entry.Value, Path = Path.Append(entry.Key), KeyPosition = entry.KeyPosition };

    /// <summary>The items of a list; of anything else the value itself, for a list of one may be written without brackets.</summary>
    public MetadataValue[] Items()
    {
        if (Node is not SequenceNode list)
        {
            return [this];
        }

        if (RefuseTag())
        {
            return [];
        }

        var items = new MetadataValue[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = this with { Node = list[i], Path = Path.Append(i) };
        }

        return items;
    }

    public bool TryMapping(string expected, [NotNullWhen(true)] out MappingNode? mapping)
    {
        mapping = RefuseTag() ? null : Node as MappingNode;
        if (mapping is null && Node is not MappingNode)
        {
            Mismatch(expected);
        }

        return mapping is not null;
    }

    /// <summary>The value as text, as it is written. Numbers and booleans are none: they would hide a missing quote.</summary>
    public bool TryText(string expected, [NotNullWhen(true)] out string? text, bool mayHoldTemplates = false)
    {
        text = Node is ScalarNode { Type: ScalarType.String } scalar ? scalar.Text : null;
        if (text is null)
        {
            Mismatch(expected);
            return false;
        }

        if (RefuseTag() || (!mayHoldTemplates && RefuseTemplate(text)))
        {
            text = null;
        }

        return text is not null;
    }

    /// <summary>The value as text that is not empty.</summary>
    public bool TryName(string expected, [NotNullWhen(true)] out string? name)
    {
        if (TryText(expected, out name) && string.IsNullOrWhiteSpace(name))
        {
            Error($"\"{Name}\" is empty; {expected} is expected");
            name = null;
        }

        return name is not null;
    }

    /// <summary>The text of any scalar but null: what is compared with a fact, all of which are text.</summary>
    public bool TryComparable(string expected, [NotNullWhen(true)] out string? text)
    {
        text = Node is ScalarNode { IsNull: false } scalar ? scalar.Text : null;
        if (text is null)
        {
            Mismatch(expected);
            return false;
        }

        if (RefuseTag() || RefuseTemplate(text))
        {
            text = null;
        }

        return text is not null;
    }

    /// <summary>Reports an empty mapping where something must be said.</summary>
    public bool RefuseEmpty(MappingNode mapping)
    {
        if (mapping.Count > 0)
        {
            return false;
        }

        Error($"\"{Name}\" is empty", "say what must hold, or remove the key");
        return true;
    }

    /// <summary>Reports that the value is of another kind than the one expected.</summary>
    public void Mismatch(string expected, string? hint = null)
    {
        if (RefuseTag() || (Node is ScalarNode { Type: ScalarType.String } text && RefuseTemplate(text.Text)))
        {
            return;
        }

        hint ??= Node switch
        {
            ScalarNode { IsNull: true } => "give it a value, or remove the key",
            ScalarNode { Type: not ScalarType.String } scalar when expected.Contains("text", StringComparison.Ordinal) => $"quote it: {Quoted(scalar.Text)}",
            _ => null,
        };
        Error($"\"{Name}\" is {Describe(Node)}; {expected} is expected", hint);
    }

    public void Error(string message, string? hint = null) =>
        Diagnostics.Add(Diagnostic.At(Node, Code, DiagnosticSeverity.Error, message) with { Path = Path, Hint = hint });

    /// <summary>Reports that the value's key is not known where it stands.</summary>
    public void UnknownKey(DiagnosticCode code, string kind, IReadOnlyList<string> known, string? hint = null)
    {
        var near = EditDistance.Nearest(Path.Key, known);
        hint = near is not null ? $"did you mean \"{near}\"?" : hint ?? $"known are {string.Join(", ", known)}";
        Diagnostics.Add(Diagnostic.At(Node.Document.Text, KeyPosition, code, DiagnosticSeverity.Error, $"unknown {kind} {Quotation.Of(Path.Key)}") with
        {
            Path = Path,
            Hint = hint,
        });
    }

    public static string Describe(ConfigNode node) => node switch
    {
        MappingNode => "a mapping",
        SequenceNode => "a list",
        ScalarNode { Type: ScalarType.Null } => "null",
        ScalarNode { Type: ScalarType.Boolean } => "a boolean",
        ScalarNode { Type: ScalarType.Integer or ScalarType.Float } => "a number",
        _ => "text",
    };

    private bool RefuseTag()
    {
        if (Node.Tag == MergeTag.None)
        {
            return false;
        }

        Error($"a merge tag stands on \"{Name}\"; metadata are not merged", "remove the tag");
        return true;
    }

    private bool RefuseTemplate(string text)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return false;
        }

        Error($"\"{Name}\" holds a template; metadata are read before variables are", "write the value itself");
        return true;
    }
}
