namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// The formats of JSON Schema, each by its RFC. A draft knows the formats that its own text lists, and no later ones: a format that a draft does not
/// know is none of its rules, and older schemas use such names for things of their own (<c>duration</c> for <c>30s</c>).
/// </summary>
internal static class FormatRules
{
    /// <summary>The names of all formats that some draft knows.</summary>
    public static IEnumerable<string> Names { get; } =
    [
        "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri", "iri-reference", "json-pointer", "regex",
        "relative-json-pointer", "time", "uri", "uri-reference", "uri-template", "uuid",
    ];

    /// <summary>What tells whether a text has the format; null for a format that the draft does not know. It takes time in proportion to the text.</summary>
    public static Func<string, bool>? Find(string format, SchemaDialect dialect) => format switch
    {
        "date-time" => static text => InstantFormat.IsDateTime(text),
        "email" => static text => MailboxFormat.IsMailbox(text, international: false),

        // RFC 1034 alone in draft 4; from draft 6 on with the names that punycode makes.
        "hostname" when dialect == SchemaDialect.Draft4 => static text => HostnameFormat.IsHostname(text, checkPunycode: false),
        "hostname" => static text => HostnameFormat.IsHostname(text, checkPunycode: true),
        "ipv4" => static text => AddressFormat.IsVersion4(text),
        "ipv6" => static text => AddressFormat.IsVersion6(text),
        "uri" => static text => ReferenceFormat.IsReference(text, international: false, absolute: true),

        // Not in the texts of drafts 4 and 6, but in the meta-schemas that are part of them.
        "regex" => static text => EcmaPattern.IsPattern(text),
        _ when dialect >= SchemaDialect.Draft6 => FindOfDraft6(format, dialect),
        _ => null,
    };

    private static Func<string, bool>? FindOfDraft6(string format, SchemaDialect dialect) => format switch
    {
        "uri-reference" => static text => ReferenceFormat.IsReference(text, international: false, absolute: false),
        "uri-template" => static text => TemplateFormat.IsTemplate(text),
        "json-pointer" => static text => PointerFormat.IsPointer(text),
        _ when dialect >= SchemaDialect.Draft7 => FindOfDraft7(format, dialect),
        _ => null,
    };

    private static Func<string, bool>? FindOfDraft7(string format, SchemaDialect dialect) => format switch
    {
        "date" => static text => InstantFormat.IsDate(text),
        "time" => static text => InstantFormat.IsTime(text),
        "idn-email" => static text => MailboxFormat.IsMailbox(text, international: true),
        "idn-hostname" => static text => HostnameFormat.IsInternationalHostname(text),
        "iri" => static text => ReferenceFormat.IsReference(text, international: true, absolute: true),
        "iri-reference" => static text => ReferenceFormat.IsReference(text, international: true, absolute: false),
        "relative-json-pointer" when dialect == SchemaDialect.Draft202012 => static text => PointerFormat.IsRelativePointer(text, allowShift: true),
        "relative-json-pointer" => static text => PointerFormat.IsRelativePointer(text, allowShift: false),
        "duration" when dialect >= SchemaDialect.Draft201909 => static text => DurationFormat.IsDuration(text),
        "uuid" when dialect >= SchemaDialect.Draft201909 => static text => UuidFormat.IsUuid(text),
        _ => null,
    };
}
