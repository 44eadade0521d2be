using Strata.Diagnostics;
using Strata.Validation.Schemas.Formats;
using Strata.Validation.Schemas.Keywords;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>
/// Turns a schema and everything that it reaches into nodes, without recursion. What nothing refers to is not compiled, unless
/// the whole document is asked for.
/// </summary>
internal sealed class SchemaCompiler
{
    private readonly Dictionary<ConfigNode, SchemaNode> _nodes = [];
    private readonly Queue<SchemaNode> _pending = new();
    private readonly ReferenceResolver _resolver;
    private readonly Dictionary<string, EcmaPattern?> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<SchemaResource, SchemaNode>> _dynamicTargets = new(StringComparer.Ordinal);
    private readonly HashSet<SchemaResource> _entered = [];
    private readonly NodeParts _parts;

    public SchemaCompiler(ReferenceResolver resolver, DiagnosticBag diagnostics)
    {
        _resolver = resolver;
        Diagnostics = diagnostics;
        _parts = new NodeParts(this);
    }

    public DiagnosticBag Diagnostics { get; }

    /// <summary>Whether a value's schema may depend on the way that led there.</summary>
    public bool IsDynamic => _dynamicTargets.Count > 0;

    /// <summary>Whether a schema is reached that says of itself that it is deprecated.</summary>
    public bool HasDeprecated { get; private set; }

    /// <summary>Compiles a document.</summary>
    /// <param name="file">The document.</param>
    /// <param name="whole">Whether its parts that nothing refers to are compiled as well, to hear what is wrong with them.</param>
    public SchemaNode Compile(SchemaFile file, bool whole)
    {
        var root = Node(file.Document.Root, file.Main);
        if (whole)
        {
            foreach (var (schema, resource) in file.Schemas())
            {
                Node(schema, resource);
            }
        }

        while (_pending.TryDequeue(out var node))
        {
            Fill(node);
        }

        new ReferenceCycles(Diagnostics).Check(_nodes.Values);
        return root;
    }

    /// <summary>The node of a part of a schema.</summary>
    /// <param name="schema">The part, as it is written.</param>
    /// <param name="parent">The resource of the schema around it.</param>
    public SchemaNode Child(ConfigNode schema, SchemaResource parent) => Node(schema, parent.File.ResourceOf(schema, parent));

    /// <summary>Where a reference leads; null, reported, when that is nowhere.</summary>
    public SchemaNode? Target(ScalarNode reference, SchemaResource from) =>
        _resolver.Resolve(reference, from) is { } found ? Node(found.Schema, found.Resource) : null;

    /// <summary>A reference that the way here decides on; null, reported, when it leads nowhere.</summary>
    public Keyword? Dynamic(ScalarNode reference, SchemaResource from, bool isRecursive)
    {
        if (_resolver.Resolve(reference, from) is not { } found)
        {
            return null;
        }

        var target = Node(found.Schema, found.Resource);
        var name = isRecursive ? "" : SchemaUri.Fragment(reference.Text);

        // Only a target that is anchored so itself may be exchanged for another.
        if ((!isRecursive && name.Length == 0) || !ReferenceEquals(found.Resource.DynamicAnchor(name), found.Schema))
        {
            return new ReferenceKeyword(target, reference);
        }

        if (!_dynamicTargets.TryGetValue(name, out var targets))
        {
            _dynamicTargets.Add(name, targets = []);
            foreach (var resource in _entered.ToArray())
            {
                AddTarget(name, targets, resource);
            }
        }

        return new DynamicReferenceKeyword(target, targets);
    }

    /// <summary>A pattern made ready; null, reported once, when it is none.</summary>
    public EcmaPattern? Pattern(string text, SourceText file, SourcePosition position)
    {
        if (!_patterns.TryGetValue(text, out var pattern))
        {
            pattern = EcmaPattern.TryCompile(text, out var problem);
            _patterns.Add(text, pattern);
            if (pattern is null)
            {
                Diagnostics.Add(Diagnostic.At(file, position, DiagnosticCode.BadPattern, DiagnosticSeverity.Error, $"the pattern {Quotation.Of(text)} is not valid: {problem}") with
                {
                    Hint = "patterns are regular expressions of JavaScript (ECMA-262)",
                });
            }
        }

        return pattern;
    }

    private SchemaNode Node(ConfigNode schema, SchemaResource resource)
    {
        if (!_nodes.TryGetValue(schema, out var node))
        {
            node = new SchemaNode(schema, resource);
            _nodes.Add(schema, node);
            _pending.Enqueue(node);
            if (_entered.Add(resource))
            {
                foreach (var (name, targets) in _dynamicTargets)
                {
                    AddTarget(name, targets, resource);
                }
            }
        }

        return node;
    }

    private void AddTarget(string name, Dictionary<SchemaResource, SchemaNode> targets, SchemaResource resource)
    {
        if (resource.DynamicAnchor(name) is { } anchored)
        {
            targets[resource] = Node(anchored, resource);
        }
    }

    private void Fill(SchemaNode node)
    {
        switch (node.Source)
        {
            case ScalarNode { Type: ScalarType.Boolean } constant:
                if (constant.ToInvariantText() == "false")
                {
                    node.CloseAll();
                }

                break;
            case MappingNode mapping:
                _parts.Begin(node.Resource, mapping);
                NodeCompiler.Fill(node, _parts);
                HasDeprecated |= node.IsDeprecated;
                break;
            default:
                Diagnostics.Add(Diagnostic.At(node.Source, DiagnosticCode.BadSchema, DiagnosticSeverity.Error, "a schema is a mapping, true or false") with
                {
                    Hint = "a value that must be equal to something is said by {\"const\": ...}",
                });
                break;
        }
    }
}
