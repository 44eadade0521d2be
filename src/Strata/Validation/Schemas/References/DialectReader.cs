using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Schemas.References;

/// <summary>Which draft a schema is written in: that of its <c>$schema</c>, which may be a schema of somebody's own.</summary>
internal sealed class DialectReader(SchemaLibrary library, DiagnosticBag diagnostics, bool assertFormats)
{
    // A schema for schemas has one for itself, and that one too.
    private const int LongestChain = 8;

    /// <summary>The draft of a schema; null, reported, when it is none of those known.</summary>
    public DialectRules? Of(ConfigNode schema, DialectRules fallback)
    {
        if (schema is not MappingNode mapping || !mapping.TryGetValue("$schema", out var node) || node is not ScalarNode { Type: ScalarType.String } name)
        {
            return fallback;
        }

        var uri = name.Text;
        var own = default(DialectRules);
        for (var i = 0; i < LongestChain; i++)
        {
            if (DialectRules.DraftOf(uri) is { } draft)
            {
                return own is null ? new DialectRules(draft, Vocabularies.All, assertFormats) : own with { Draft = draft };
            }

            if (library.Find(SchemaUri.Document(uri))?.Root is not MappingNode meta || !meta.TryGetValue("$schema", out var above) || above is not ScalarNode { Type: ScalarType.String } next)
            {
                break;
            }

            own ??= Listed(meta);
            if (own is null)
            {
                return null;
            }

            uri = next.Text;
        }

        Report(name, $"the draft {Quotation.Of(name.Text)} is not known", Nearest(name.Text));
        return null;
    }

    // The vocabularies that a schema for schemas lists; all of them where it lists none.
    private DialectRules? Listed(MappingNode meta)
    {
        if (!meta.TryGetValue("$vocabulary", out var node) || node is not MappingNode listed)
        {
            return new DialectRules(default, Vocabularies.All, assertFormats);
        }

        var vocabularies = Vocabularies.None;
        var asserts = assertFormats;
        foreach (ref readonly var entry in listed.Entries)
        {
            var name = entry.Key[(entry.Key.LastIndexOf('/') + 1)..];
            var isOurs = entry.Key.StartsWith("https://json-schema.org/draft/20", StringComparison.Ordinal);
            vocabularies |= (isOurs ? name : "") switch
            {
                // In 2019-09 the two were one.
                "applicator" when entry.Key.Contains("2019-09", StringComparison.Ordinal) => Vocabularies.Applicator | Vocabularies.Unevaluated,
                "applicator" => Vocabularies.Applicator,
                "unevaluated" => Vocabularies.Unevaluated,
                "validation" => Vocabularies.Validation,
                "content" => Vocabularies.Content,
                _ => Vocabularies.None,
            };
            asserts |= isOurs && name == "format-assertion";
            var isKnown = isOurs && name is "core" or "applicator" or "unevaluated" or "validation" or "content" or "format" or "meta-data" or "format-annotation" or "format-assertion";
            if (!isKnown && entry.Value is ScalarNode { Type: ScalarType.Boolean, Text: "true" })
            {
                Report(entry.Value, $"the vocabulary {Quotation.Of(entry.Key)} is required and not known", "say false where a schema means the same without it");
                return null;
            }
        }

        return new DialectRules(default, vocabularies, asserts);
    }

    private static string Nearest(string text)
    {
        var known = Enum.GetValues<SchemaDialect>().Select(DialectRules.UriOf).ToArray();
        return EditDistance.Nearest(text, known) is { } near ? $"did you mean {near}?" : $"known are {Quotation.Join(known, "and")}";
    }

    private void Report(ConfigNode node, string message, string hint) =>
        diagnostics.Add(Diagnostic.At(node, DiagnosticCode.UnknownDraft, DiagnosticSeverity.Error, message) with { Hint = hint });
}
