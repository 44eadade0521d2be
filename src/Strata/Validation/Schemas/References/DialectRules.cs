namespace Strata.Validation.Schemas.References;

/// <summary>The groups of keywords that a schema of its own may leave out.</summary>
[Flags]
internal enum Vocabularies : byte
{
    None = 0,
    Applicator = 1,
    Unevaluated = 2,
    Validation = 4,
    Content = 8,
    All = 15,
}

/// <summary>What the keywords of a schema mean. Immutable.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Vocabularies">The groups of keywords that count.</param>
/// <param name="AssertsFormats">Whether a <c>format</c> must hold.</param>
internal sealed record DialectRules(SchemaDialect Draft, Vocabularies Vocabularies, bool AssertsFormats)
{
    /// <summary>The keyword that gives a base URI.</summary>
    public string IdKeyword => Draft == SchemaDialect.Draft4 ? "id" : "$id";

    /// <summary>Whether nothing beside a <c>$ref</c> counts.</summary>
    public bool ReferenceStandsAlone => Draft <= SchemaDialect.Draft7;

    public bool Has(Vocabularies group) => (Vocabularies & group) == group;

    /// <summary>The draft that a URI stands for; null for none of those known.</summary>
    public static SchemaDialect? DraftOf(string uri)
    {
        var at = uri.IndexOf("://", StringComparison.Ordinal);
        return (at < 0 ? uri : uri[(at + 3)..].TrimEnd('#')) switch
        {
            "json-schema.org/draft/2020-12/schema" or "json-schema.org/schema" => SchemaDialect.Draft202012,
            "json-schema.org/draft/2019-09/schema" => SchemaDialect.Draft201909,
            "json-schema.org/draft-07/schema" => SchemaDialect.Draft7,
            "json-schema.org/draft-06/schema" => SchemaDialect.Draft6,
            "json-schema.org/draft-04/schema" => SchemaDialect.Draft4,
            _ => null,
        };
    }

    /// <summary>The URI of a draft's own schema.</summary>
    public static string UriOf(SchemaDialect draft) => draft switch
    {
        SchemaDialect.Draft4 => "http://json-schema.org/draft-04/schema",
        SchemaDialect.Draft6 => "http://json-schema.org/draft-06/schema",
        SchemaDialect.Draft7 => "http://json-schema.org/draft-07/schema",
        SchemaDialect.Draft201909 => "https://json-schema.org/draft/2019-09/schema",
        _ => "https://json-schema.org/draft/2020-12/schema",
    };
}
