using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>The keywords of one schema, sorted out in one walk. Unknown ones say nothing to us and are left out.</summary>
internal struct SchemaKeywords
{
    public ConfigNode? Type, Enum, Const, MultipleOf, Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum;

    public ConfigNode? MinLength, MaxLength, Pattern, Format, ContentEncoding, ContentMediaType;

    public ConfigNode? MinItems, MaxItems, UniqueItems, Items, PrefixItems, AdditionalItems, Contains, MinContains, MaxContains, UnevaluatedItems;

    public ConfigNode? MinProperties, MaxProperties, Required, Properties, PatternProperties, AdditionalProperties, PropertyNames, UnevaluatedProperties;

    public ConfigNode? Dependencies, DependentRequired, DependentSchemas;

    public ConfigNode? AllOf, AnyOf, OneOf, Not, If, Then, Else;

    public ConfigNode? Ref, DynamicRef, RecursiveRef, Deprecated;

    public void Sort(MappingNode schema)
    {
        foreach (ref readonly var entry in schema.Entries)
        {
            Sort(entry.Key, entry.Value);
        }
    }

    private void Sort(string key, ConfigNode value)
    {
        // The compiler turns this into a jump on length and letters: cheaper than a table.
        _ = key switch
        {
            "type" => Type = value,
            "enum" => Enum = value,
            "const" => Const = value,
            "multipleOf" => MultipleOf = value,
            "minimum" => Minimum = value,
            "maximum" => Maximum = value,
            "exclusiveMinimum" => ExclusiveMinimum = value,
            "exclusiveMaximum" => ExclusiveMaximum = value,
            "minLength" => MinLength = value,
            "maxLength" => MaxLength = value,
            "pattern" => Pattern = value,
            "format" => Format = value,
            "contentEncoding" => ContentEncoding = value,
            "contentMediaType" => ContentMediaType = value,
            "minItems" => MinItems = value,
            "maxItems" => MaxItems = value,
            "uniqueItems" => UniqueItems = value,
            "items" => Items = value,
            "prefixItems" => PrefixItems = value,
            "additionalItems" => AdditionalItems = value,
            "contains" => Contains = value,
            "minContains" => MinContains = value,
            "maxContains" => MaxContains = value,
            "unevaluatedItems" => UnevaluatedItems = value,
            "minProperties" => MinProperties = value,
            "maxProperties" => MaxProperties = value,
            "required" => Required = value,
            "properties" => Properties = value,
            "patternProperties" => PatternProperties = value,
            "additionalProperties" => AdditionalProperties = value,
            "propertyNames" => PropertyNames = value,
            "unevaluatedProperties" => UnevaluatedProperties = value,
            "dependencies" => Dependencies = value,
            "dependentRequired" => DependentRequired = value,
            "dependentSchemas" => DependentSchemas = value,
            "allOf" => AllOf = value,
            "anyOf" => AnyOf = value,
            "oneOf" => OneOf = value,
            "not" => Not = value,
            "if" => If = value,
            "then" => Then = value,
            "else" => Else = value,
            "$ref" => Ref = value,
            "$dynamicRef" => DynamicRef = value,
            "$recursiveRef" => RecursiveRef = value,
            "deprecated" => Deprecated = value,
            _ => null,
        };
    }
}
