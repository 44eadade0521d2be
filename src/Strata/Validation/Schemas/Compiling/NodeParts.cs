using Strata.Validation.Schemas.Keywords;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>
/// One schema while it is compiled: what is written in it, and the demands made of that so far. One for a whole compilation:
/// start-up pays for each of its bytes.
/// </summary>
/// <param name="compiler">The compilation that this is part of.</param>
internal sealed class NodeParts(SchemaCompiler compiler)
{
    private SchemaKeywords _found;

    public SchemaCompiler Compiler => compiler;

    /// <summary>The resource that the schema belongs to.</summary>
    public SchemaResource Resource { get; private set; } = null!;

    public DialectRules Rules => Resource.Rules;

    /// <summary>Its keywords.</summary>
    public ref readonly SchemaKeywords Found => ref _found;

    public KeywordValues Values { get; } = new(compiler.Diagnostics);

    /// <summary>The demands, in the order in which they are looked at.</summary>
    public List<Keyword> Keywords { get; } = new(4);

    /// <summary>Turns to another schema.</summary>
    public void Begin(SchemaResource resource, MappingNode schema)
    {
        Resource = resource;
        Keywords.Clear();
        _found = default;
        _found.Sort(schema);
    }

    /// <summary>A schema within this one; null where there is none.</summary>
    public SchemaNode? Child(ConfigNode? node) => node is null ? null : compiler.Child(node, Resource);

    /// <summary>The schemas of a list; none where there is no list, or one that is wrong.</summary>
    public SchemaNode[] Children(ConfigNode? node, string keyword)
    {
        if (node is null || Values.List(node, keyword, "schemas") is not { } list)
        {
            return [];
        }

        if (list.Count == 0)
        {
            Values.Report(list, $"\"{keyword}\" must hold at least one schema");
        }

        var children = new SchemaNode[list.Count];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = compiler.Child(list[i], Resource);
        }

        return children;
    }
}
