using Strata.Validation.Schemas.Formats;
using Strata.Validation.Schemas.Keywords;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Makes the demands of one schema, cheap ones first, and says where a keyword has a value that it cannot have.</summary>
internal sealed class NodeCompiler
{
    private readonly SchemaCompiler _compiler;
    private readonly SchemaNode _node;
    private readonly SchemaKeywords _found;
    private readonly SchemaResource _resource;
    private readonly DialectRules _rules;
    private readonly KeywordValues _values;
    private readonly List<Keyword> _keywords = new(4);

    public NodeCompiler(SchemaCompiler compiler, SchemaNode node, SchemaKeywords found)
    {
        _compiler = compiler;
        _node = node;
        _found = found;
        _resource = node.Resource;
        _rules = node.Resource.Rules;
        _values = new KeywordValues(compiler.Diagnostics);
    }

    private SchemaDialect Draft => _rules.Draft;

    public void Run()
    {
        if (_found.Ref is not null && _rules.ReferenceStandsAlone)
        {
            AddReference(_found.Ref);
            _node.Fill(TypeSet.All, _keywords, isDeprecated: false);
            return;
        }

        var types = TypeSet.All;
        if (_rules.Has(Vocabularies.Validation))
        {
            types = _found.Type is null ? TypeSet.All : _values.Types(_found.Type);
            AddValues();
            AddNumbers();
            AddTexts();
            AddSizes();
        }

        AddFormats();
        if (_rules.Has(Vocabularies.Applicator) || _rules.Has(Vocabularies.Validation))
        {
            AddMappings();
            AddLists();
        }

        AddReferences();
        if (_rules.Has(Vocabularies.Applicator))
        {
            AddCombinations();
        }

        AddUnevaluated();
        _node.Fill(types, _keywords, _found.Deprecated is ScalarNode { Type: ScalarType.Boolean } deprecated && deprecated.ToInvariantText() == "true");
    }

    private void AddValues()
    {
        if (Draft >= SchemaDialect.Draft6 && _found.Const is { } constant)
        {
            _keywords.Add(new ValueKeyword([constant]));
        }

        if (_found.Enum is not null && _values.List(_found.Enum, "enum", "values") is { } listed)
        {
            _keywords.Add(new ValueKeyword([.. listed.Items]));
        }
    }

    private void AddNumbers()
    {
        var (least, most) = (_values.Number(_found.Minimum, "minimum"), _values.Number(_found.Maximum, "maximum"));
        var (above, below) = (default(NumberLimit), default(NumberLimit));
        if (Draft == SchemaDialect.Draft4)
        {
            if (_values.Flag(_found.ExclusiveMinimum, "exclusiveMinimum"))
            {
                (least, above) = (null, least);
            }

            if (_values.Flag(_found.ExclusiveMaximum, "exclusiveMaximum"))
            {
                (most, below) = (null, most);
            }
        }
        else
        {
            above = _values.Number(_found.ExclusiveMinimum, "exclusiveMinimum");
            below = _values.Number(_found.ExclusiveMaximum, "exclusiveMaximum");
        }

        if (least is not null || most is not null || above is not null || below is not null)
        {
            _keywords.Add(new RangeKeyword(least, most, above, below));
        }

        if (_values.Number(_found.MultipleOf, "multipleOf") is { } divisor)
        {
            if (divisor.IsPositive)
            {
                _keywords.Add(new MultipleKeyword(divisor));
            }
            else
            {
                _values.Report(_found.MultipleOf!, "\"multipleOf\" must be above 0");
            }
        }
    }

    private void AddTexts()
    {
        if (_found.MinLength is not null || _found.MaxLength is not null)
        {
            _keywords.Add(new LengthKeyword(_values.Count(_found.MinLength, "minLength", 0), _values.Count(_found.MaxLength, "maxLength", long.MaxValue)));
        }

        if (_values.Text(_found.Pattern, "pattern") is { } text && _compiler.Pattern(text.Text, text.Document.Text, text.Position) is { } pattern)
        {
            _keywords.Add(new PatternKeyword(text.Text, pattern));
        }
    }

    private void AddFormats()
    {
        if (_values.Text(_found.Format, "format") is { } format && _rules.AssertsFormats && FormatRules.Find(format.Text, Draft) is { } holds)
        {
            _keywords.Add(new FormatKeyword(format.Text, holds));
        }

        if (Draft == SchemaDialect.Draft7 && _rules.AssertsFormats)
        {
            var isBase64 = _values.Text(_found.ContentEncoding, "contentEncoding")?.Text == "base64";
            var isJson = _values.Text(_found.ContentMediaType, "contentMediaType")?.Text == "application/json";
            if (isBase64 || isJson)
            {
                _keywords.Add(new ContentKeyword(isBase64, isJson));
            }
        }
    }

    private void AddSizes()
    {
        if (_found.MinProperties is not null || _found.MaxProperties is not null)
        {
            _keywords.Add(new SizeKeyword(TypeSet.Mapping, _values.Count(_found.MinProperties, "minProperties", 0), _values.Count(_found.MaxProperties, "maxProperties", long.MaxValue)));
        }

        if (_found.MinItems is not null || _found.MaxItems is not null)
        {
            _keywords.Add(new SizeKeyword(TypeSet.List, _values.Count(_found.MinItems, "minItems", 0), _values.Count(_found.MaxItems, "maxItems", long.MaxValue)));
        }
    }

    private void AddMappings()
    {
        var validates = _rules.Has(Vocabularies.Validation);
        var applies = _rules.Has(Vocabularies.Applicator);
        var required = validates ? _values.Names(_found.Required, "required") : [];
        var properties = applies ? _values.Mapping(_found.Properties, "properties") : null;
        var patterns = applies ? Patterns(_values.Mapping(_found.PatternProperties, "patternProperties")) : [];
        var additional = applies ? Child(_found.AdditionalProperties) : null;
        if (required.Length > 0 || properties is { Count: > 0 } || patterns.Length > 0 || additional is not null)
        {
            _keywords.Add(new PropertiesKeyword(Properties(properties, required), patterns, additional));
        }

        if (applies && Draft >= SchemaDialect.Draft6 && Child(_found.PropertyNames) is { } names)
        {
            _keywords.Add(new KeyNamesKeyword(names));
        }

        AddCompanions(_values.Mapping(_found.Dependencies, "dependencies"), names: null);
        if (Draft >= SchemaDialect.Draft201909)
        {
            AddCompanions(validates ? _values.Mapping(_found.DependentRequired, "dependentRequired") : null, names: true);
            AddCompanions(applies ? _values.Mapping(_found.DependentSchemas, "dependentSchemas") : null, names: false);
        }
    }

    private PropertiesKeyword.Property[] Properties(MappingNode? properties, string[] required)
    {
        var result = new List<PropertiesKeyword.Property>((properties?.Count ?? 0) + required.Length);
        var names = required.Length > 8 ? new HashSet<string>(required, StringComparer.Ordinal) : null;
        if (properties is not null)
        {
            foreach (ref readonly var entry in properties.Entries)
            {
                result.Add(new(entry.Key, _compiler.Child(entry.Value, _resource), names?.Contains(entry.Key) ?? Array.IndexOf(required, entry.Key) >= 0));
            }
        }

        foreach (var name in required)
        {
            if (properties is null || !properties.ContainsKey(name))
            {
                result.Add(new(name, null, IsRequired: true));
            }
        }

        return [.. result];
    }

    private PropertiesKeyword.KeyPattern[] Patterns(MappingNode? patterns)
    {
        if (patterns is null || patterns.Count == 0)
        {
            return [];
        }

        var result = new List<PropertiesKeyword.KeyPattern>(patterns.Count);
        foreach (ref readonly var entry in patterns.Entries)
        {
            if (_compiler.Pattern(entry.Key, entry.Value.Document.Text, entry.KeyPosition) is { } pattern)
            {
                result.Add(new(entry.Key, pattern, _compiler.Child(entry.Value, _resource)));
            }
        }

        return [.. result];
    }

    // In "dependencies" a list is names, and anything else a schema.
    private void AddCompanions(MappingNode? rules, bool? names)
    {
        if (rules is null)
        {
            return;
        }

        var companions = new List<(string, string[])>();
        var schemas = new List<(string, SchemaNode)>();
        foreach (ref readonly var entry in rules.Entries)
        {
            if (names ?? entry.Value is SequenceNode)
            {
                companions.Add((entry.Key, _values.Names(entry.Value, entry.Key)));
            }
            else
            {
                schemas.Add((entry.Key, _compiler.Child(entry.Value, _resource)));
            }
        }

        if (companions.Count > 0)
        {
            _keywords.Add(new CompanionKeyword([.. companions]));
        }

        if (schemas.Count > 0)
        {
            _keywords.Add(new DependentKeyword([.. schemas]));
        }
    }

    private void AddLists()
    {
        if (_rules.Has(Vocabularies.Applicator))
        {
            AddItems();
            if (Draft >= SchemaDialect.Draft6 && Child(_found.Contains) is { } contains)
            {
                var counts = Draft >= SchemaDialect.Draft201909;
                _keywords.Add(new ContainsKeyword(
                    contains,
                    counts ? _values.Count(_found.MinContains, "minContains", 1) : 1,
                    counts ? _values.Count(_found.MaxContains, "maxContains", long.MaxValue) : long.MaxValue,
                    marksItems: Draft == SchemaDialect.Draft202012));
            }
        }

        if (_rules.Has(Vocabularies.Validation) && _values.Flag(_found.UniqueItems, "uniqueItems"))
        {
            _keywords.Add(new UniqueKeyword());
        }
    }

    private void AddItems()
    {
        var prefix = Array.Empty<SchemaNode>();
        var rest = default(SchemaNode);
        if (Draft == SchemaDialect.Draft202012)
        {
            prefix = Children(_found.PrefixItems, "prefixItems");
            if (_found.Items is SequenceNode list)
            {
                _values.Report(list, "\"items\" is one schema in this draft, not a list", "rename it to \"prefixItems\", or name the older draft in \"$schema\"");
            }
            else
            {
                rest = Child(_found.Items);
            }
        }
        else if (_found.Items is SequenceNode list)
        {
            prefix = [.. list.Items.ToArray().Select(item => _compiler.Child(item, _resource))];
            rest = Child(_found.AdditionalItems);
        }
        else
        {
            rest = Child(_found.Items);
        }

        if (prefix.Length > 0 || rest is not null)
        {
            _keywords.Add(new ItemsKeyword(prefix, rest));
        }
    }

    private void AddReferences()
    {
        if (_found.Ref is not null)
        {
            AddReference(_found.Ref);
        }

        if (Draft == SchemaDialect.Draft202012 && _values.Text(_found.DynamicRef, "$dynamicRef") is { } dynamic)
        {
            Add(_compiler.Dynamic(dynamic, _resource, isRecursive: false));
        }

        if (Draft == SchemaDialect.Draft201909 && _values.Text(_found.RecursiveRef, "$recursiveRef") is { } recursive)
        {
            if (recursive.Text == "#")
            {
                Add(_compiler.Dynamic(recursive, _resource, isRecursive: true));
            }
            else
            {
                _values.Report(recursive, "\"$recursiveRef\" is always \"#\"");
            }
        }
    }

    private void AddReference(ConfigNode node)
    {
        if (_values.Text(node, "$ref") is { } reference && _compiler.Target(reference, _resource) is { } target)
        {
            _keywords.Add(new ReferenceKeyword(target, reference));
        }
    }

    private void AddCombinations()
    {
        if (_found.AllOf is not null && Children(_found.AllOf, "allOf") is { Length: > 0 } all)
        {
            _keywords.Add(new AllOfKeyword(all));
        }

        if (_found.AnyOf is not null && Children(_found.AnyOf, "anyOf") is { Length: > 0 } any)
        {
            _keywords.Add(new AlternativesKeyword(any, exactlyOne: false));
        }

        if (_found.OneOf is not null && Children(_found.OneOf, "oneOf") is { Length: > 0 } one)
        {
            _keywords.Add(new AlternativesKeyword(one, exactlyOne: true));
        }

        if (Child(_found.Not) is { } not)
        {
            _keywords.Add(new NotKeyword(not));
        }

        if (Draft >= SchemaDialect.Draft7 && Child(_found.If) is { } condition)
        {
            _keywords.Add(new ConditionKeyword(condition, Child(_found.Then), Child(_found.Else)));
        }
    }

    private void AddUnevaluated()
    {
        if (Draft < SchemaDialect.Draft201909 || !_rules.Has(Vocabularies.Unevaluated))
        {
            return;
        }

        if (Child(_found.UnevaluatedProperties) is { } keys)
        {
            _keywords.Add(new UnevaluatedKeyword(TypeSet.Mapping, keys));
        }

        if (Child(_found.UnevaluatedItems) is { } items)
        {
            _keywords.Add(new UnevaluatedKeyword(TypeSet.List, items));
        }
    }

    private void Add(Keyword? keyword)
    {
        if (keyword is not null)
        {
            _keywords.Add(keyword);
        }
    }

    private SchemaNode? Child(ConfigNode? node) => node is null ? null : _compiler.Child(node, _resource);

    private SchemaNode[] Children(ConfigNode? node, string keyword)
    {
        if (node is null || _values.List(node, keyword, "schemas") is not { } list)
        {
            return [];
        }

        if (list.Count == 0)
        {
            _values.Report(list, $"\"{keyword}\" must hold at least one schema");
        }

        var children = new SchemaNode[list.Count];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = _compiler.Child(list[i], _resource);
        }

        return children;
    }
}
