using System.Globalization;
using Strata.Diagnostics;
using Strata.Validation.Schemas.Keywords;
using Strata.Values;

namespace Strata.Validation.Schemas.Explaining;

/// <summary>The sentences in which an explanation says what is wrong.</summary>
internal static class Reports
{
    // As many names as somebody reads who looks for the right one.
    private const int MostNames = 12;

    /// <summary>Reports a problem with a value.</summary>
    public static void Report(this Explanation to, ConfigNode at, in Place place, DiagnosticCode code, string message, string? hint, string subject = "", ConfigNode[]? allowed = null, IReadOnlyList<string>? missing = null)
    {
        var diagnostic = Diagnostic.At(at, code, DiagnosticSeverity.Error, message);
        to.Add(new Finding(
            diagnostic with
            {
                Path = place.Path,
                Hint = Joined(hint, OriginOf(at)),
                IsSensitive = diagnostic.IsSensitive || place.Secrets.IsSensitive,
            },
            at,
            subject,
            place.Path.Depth,
            allowed)
        { Missing = missing });
    }

    /// <summary>Reports a value of another kind than may stand here.</summary>
    public static void ReportType(this Explanation to, SchemaNode schema, TypeSet types, ConfigNode instance, in Place place) =>
        to.ReportType(Expectation.Types(types, schema), types, instance, place);

    /// <summary>Reports a value of another kind than may stand here.</summary>
    public static void ReportType(this Explanation to, string expected, TypeSet types, ConfigNode instance, in Place place) => to.Report(
        instance,
        place,
        DiagnosticCode.WrongType,
        $"expected {expected}, found {Expectation.Found(instance, place.Secrets)}",
        KindHint(types, instance, place) ?? Expectation.HintOf(place.Schema));

    /// <summary>Reports a value that is none of those that may stand here.</summary>
    public static void ReportValue(this Explanation to, ValueKeyword keyword, ConfigNode instance, in Place place) => to.ReportValue(keyword.Values, instance, place);

    /// <summary>Reports a value that is none of those that may stand here.</summary>
    public static void ReportValue(this Explanation to, ConfigNode[] values, ConfigNode instance, in Place place)
    {
        var hint = default(string);
        if (instance is ScalarNode scalar && !place.Secrets.Masks(scalar))
        {
            var texts = values.OfType<ScalarNode>().Where(static value => value.Type == ScalarType.String).Select(static value => value.Text);
            hint = to.Nearest(scalar.Text, texts, values.Length) is { } near ? $"did you mean {Quotation.Of(near)}?"
                : values.OfType<ScalarNode>().Any(value => value.Text == scalar.Text) ? Respelled(scalar)
                : null;
        }

        to.Report(
            instance,
            place,
            DiagnosticCode.NotAllowed,
            $"expected {to.Expected(instance, Expectation.Values(values))}, found {Expectation.Found(instance, place.Secrets)}",
            hint ?? Expectation.HintOf(place.Schema),
            allowed: values);
    }

    /// <summary>Reports a value that is of the right kind and not what is expected.</summary>
    public static void ReportMismatch(this Explanation to, ConfigNode instance, in Place place, DiagnosticCode code, string expected) =>
        to.Report(instance, place, code, $"expected {to.Expected(instance, expected)}, found {Expectation.Found(instance, place.Secrets)}", Expectation.HintOf(place.Schema));

    /// <summary>Reports a text, list or mapping that is too long or too short.</summary>
    public static void ReportSize(this Explanation to, ConfigNode instance, in Place place, string expected, long size)
    {
        // How long a secret is says something of it.
        var found = instance is ScalarNode scalar && place.Secrets.Masks(scalar) ? "" : string.Create(CultureInfo.InvariantCulture, $", found one of {size}");
        to.Report(instance, place, DiagnosticCode.WrongSize, $"expected {expected}{found}", Expectation.HintOf(place.Schema));
    }

    /// <summary>Reports a value where none may stand.</summary>
    public static void ReportForbidden(this Explanation to, ConfigNode instance, in Place place) =>
        to.Report(instance, place, DiagnosticCode.Forbidden, "nothing may stand here", "the schema allows no value in this place");

    /// <summary>Reports a key that a schema names to forbid it.</summary>
    public static void ReportForbiddenKey(this Explanation to, in MappingEntry entry, in Place place) =>
        to.ReportKey(entry, place, DiagnosticCode.Forbidden, $"the key {Quotation.Of(entry.Key)} may not stand here", "remove it");

    /// <summary>Reports a key that no schema knows.</summary>
    /// <returns>The key that was probably meant, and is not there; null for none.</returns>
    public static string? ReportUnknownKey(this Explanation to, MappingNode mapping, in MappingEntry entry, KeyNames names, in Place place)
    {
        var near = to.Nearest(entry.Key, names.Names.Where(name => !mapping.ContainsKey(name)), names.Names.Count);
        var hint = near is not null ? $"did you mean {Quotation.Of(near)}?"
            : names.Names.Count == 0 ? "no key may stand here"
            : names.Names.Count <= MostNames ? $"known here: {Quotation.Join([.. names.Names.Select(Quotation.Of)], "and")}"
            : "remove it, or correct its name";
        to.ReportKey(entry, place, DiagnosticCode.UnknownKey, $"unknown key {Quotation.Of(entry.Key)}", hint, meant: near is null ? null : (mapping, near));
        return near;
    }

    /// <summary>Reports keys that must be there and are not.</summary>
    public static void ReportMissing(this Explanation to, MappingNode mapping, List<PropertiesKeyword.Property> missing, in Place place)
    {
        var names = missing.ConvertAll(static property => Quotation.Of(property.Name));
        var isOne = missing.Count == 1;
        to.Report(
            mapping,
            place,
            DiagnosticCode.MissingKey,
            isOne ? $"the key {names[0]} is missing" : $"the keys {Quotation.Join(names, "and")} are missing",
            isOne ? Expectation.HintOf(missing[0].Schema) : null,
            string.Join(", ", names),
            missing: missing.ConvertAll(static property => property.Name));
    }

    /// <summary>Reports keys that another key demands.</summary>
    public static void ReportCompanions(this Explanation to, in MappingEntry entry, string[] missing, in Place place)
    {
        var names = Quotation.Join([.. missing.Select(Quotation.Of)], "and");
        to.ReportKey(entry, place, DiagnosticCode.MissingCompanion, $"the key {Quotation.Of(entry.Key)} needs {names} beside it", $"add {names}, or remove {Quotation.Of(entry.Key)}");
    }

    /// <summary>Reports a key whose name is not as a schema says.</summary>
    public static void ReportKeyName(this Explanation to, SchemaNode schema, MappingNode mapping, in MappingEntry entry, in Place place)
    {
        var node = SchemaNode.KeyNode(entry.Key, mapping, entry);
        var found = to.Probe(schema, node, place.Enter(entry)).FirstOrDefault();
        var allowed = found?.Allowed?.OfType<ScalarNode>().Select(static value => value.Text).ToList();
        if (allowed is not null)
        {
            var near = to.Nearest(entry.Key, allowed.Where(name => !mapping.ContainsKey(name)), allowed.Count);
            to.ReportKey(entry, place, DiagnosticCode.UnknownKey, $"unknown key {Quotation.Of(entry.Key)}", near is null ? $"known here: {Quotation.Join(allowed.ConvertAll(Quotation.Of), "and")}" : $"did you mean {Quotation.Of(near)}?");
            return;
        }

        var code = found?.Code is { } inner && inner != DiagnosticCode.WrongType ? inner : DiagnosticCode.UnknownKey;
        var message = found is null ? $"the key {Quotation.Of(entry.Key)} may not be named so" : $"as the name of a key, {found.Diagnostic.Message}";
        to.ReportKey(entry, place, code, message, found?.Diagnostic.Hint);
    }

    /// <summary>Reports an item of a list that stands in it already.</summary>
    public static void ReportRepeated(this Explanation to, SequenceNode list, int first, int again, in Place place)
    {
        var item = list[again];
        to.Report(
            item,
            place.Enter(again, item),
            DiagnosticCode.NotUnique,
            $"each item may stand in this list once, and {(item is ScalarNode ? Expectation.Found(item, place.Enter(again, item).Secrets) : "this one")} stands in it already",
            string.Create(CultureInfo.InvariantCulture, $"it is the same as the item at {list[first].Position}: remove one"));
    }

    /// <summary>Reports a value that fits several alternatives where it may fit one.</summary>
    public static void ReportSeveral(this Explanation to, List<SchemaNode> fitting, SchemaNode[] branches, ConfigNode instance, in Place place)
    {
        var names = fitting.ConvertAll(branch => Expectation.TitleOf(branch) is { } title ? Quotation.Of(title) : string.Create(CultureInfo.InvariantCulture, $"number {Array.IndexOf(branches, branch) + 1}"));
        to.Report(
            instance,
            place,
            DiagnosticCode.SeveralAlternatives,
            string.Create(CultureInfo.InvariantCulture, $"{Expectation.Found(instance, place.Secrets)} fits {fitting.Count} of {branches.Length} alternatives, and may fit one"),
            $"it fits {Quotation.Join(names, "and")}");
    }

    /// <summary>Reports a value that is what it may not be.</summary>
    public static void ReportExcluded(this Explanation to, SchemaNode excluded, ConfigNode instance, in Place place)
    {
        if (instance is MappingNode mapping && excluded.Keywords is [PropertiesKeyword keys] && keys.Properties is [{ IsRequired: true, Schema: null }] && mapping.IndexOf(keys.Properties[0].Name) is var index and >= 0)
        {
            to.ReportForbiddenKey(mapping.Entries[index], place);
            return;
        }

        var what = Expectation.OfSchema(excluded) is { } phrase && excluded.Keywords is not [RangeKeyword] ? $"anything but {phrase}" : "anything but what the schema excludes here";
        to.Report(instance, place, DiagnosticCode.Forbidden, $"expected {what}, found {Expectation.Found(instance, place.Secrets)}", Expectation.HintOf(excluded));
    }

    /// <summary>Suggests to leave a key away that will be given up.</summary>
    public static void ReportDeprecated(this Explanation to, ConfigNode instance, in Place place)
    {
        if (to.TellsDeprecated && place.Entry is { } entry)
        {
            to.ReportKey(entry, place, DiagnosticCode.DeprecatedKey, $"the key {Quotation.Of(entry.Key)} is deprecated", Expectation.HintOf(place.Schema), isInside: true);
        }
        else if (to.TellsDeprecated)
        {
            var diagnostic = Diagnostic.At(instance, DiagnosticCode.DeprecatedKey, DiagnosticSeverity.Suggestion, "this value is deprecated");
            to.Add(new Finding(diagnostic with { Path = place.Path, Hint = Expectation.HintOf(place.Schema), IsSensitive = place.Secrets.IsSensitive }, instance, "", place.Path.Depth));
        }
    }

    private static void ReportKey(this Explanation to, in MappingEntry entry, in Place place, DiagnosticCode code, string message, string? hint, bool isInside = false, (MappingNode, string)? meant = null)
    {
        var inner = isInside ? place : place.Enter(entry);
        var severity = code == DiagnosticCode.DeprecatedKey ? DiagnosticSeverity.Suggestion : DiagnosticSeverity.Error;
        to.Add(new Finding(
            Diagnostic.At(entry.Value.Document.Text, entry.KeyPosition, code, severity, message) with
            {
                Path = inner.Path,
                Hint = hint,
                IsSensitive = entry.Value.IsSensitive || inner.Secrets.IsSensitive,
            },
            entry.Value,
            entry.Key,
            inner.Path.Depth - 1)
        { Meant = meant });
    }

    // What YAML takes for another kind than the eye does is what is wrong most often.
    private static string? KindHint(TypeSet types, ConfigNode instance, in Place place)
    {
        if (instance is not ScalarNode scalar || place.Secrets.Masks(scalar))
        {
            return null;
        }

        var type = TypeSets.Of(scalar);
        if (type == TypeSet.Text)
        {
            var plain = CoreSchema.TypeOf(scalar.Text);
            return (types & TypeSet.Boolean) != 0 && scalar.Text.ToLowerInvariant() is "yes" or "no" or "on" or "off" ? "YAML 1.2 writes true and false only"
                : scalar.Text.Length > 0 && (types & TypeSets.Of(plain)) != 0 ? $"without the quotes it is {Expectation.Types(TypeSets.Of(plain))}"
                : null;
        }

        return (types & TypeSet.Text) == 0 || type == TypeSet.Null ? null : Respelled(scalar);
    }

    private static string Respelled(ScalarNode scalar) =>
        scalar.Type == ScalarType.String ? "write it without quotes" : $"as a text it is written in quotes: {Quotation.Of(scalar.Text)}";

    // Where the text of a value comes from when it is not what stands in the file.
    private static string? OriginOf(ConfigNode node)
    {
        if (node is not InterpolatedNode { Substitutions: [var first, ..] })
        {
            return null;
        }

        var name = Quotation.Of(first.Variable);
        return first.Source switch
        {
            VariableSource.Config => $"the value comes from the configuration's {name}",
            VariableSource.File => $"the value comes from the file {name}",
            VariableSource.Default or VariableSource.Alternative => $"the value is the {(first.Source == VariableSource.Default ? "default" : "alternative")} of the variable {name}",
            VariableSource.Unset => $"the variable {name} is unset",
            _ => $"the value comes from the variable {name}",
        };
    }

    private static string? Joined(string? hint, string? origin) => hint is null ? origin : origin is null ? hint : $"{hint} ({origin})";
}
