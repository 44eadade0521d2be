namespace Strata.Validation.Schemas;

/// <summary>The drafts of JSON Schema that schemas are written in, from the oldest on.</summary>
internal enum SchemaDialect
{
    Draft4,
    Draft6,
    Draft7,
    Draft201909,
    Draft202012,
}
