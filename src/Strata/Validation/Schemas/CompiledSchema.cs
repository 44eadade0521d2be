using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Validation.Schemas.Compiling;
using Strata.Validation.Schemas.Explaining;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>A schema made ready to check values. Immutable; safe for use from several threads.</summary>
internal sealed class CompiledSchema
{
    // A thread may have a stack of 1 MiB, and a value of 1,000 levels by a schema that refers on and on asks for more.
    private const int DeepStackBytes = 64 * 1024 * 1024;

    private readonly SchemaNode _root;
    private readonly bool _isDynamic;
    private readonly bool _hasDeprecated;
    private Evaluation? _spare;

    private CompiledSchema(SchemaNode root, bool isDynamic, bool hasDeprecated)
    {
        _root = root;
        _isDynamic = isDynamic;
        _hasDeprecated = hasDeprecated;
    }

    /// <summary>Makes a schema ready. Null, with errors, when anything in it that is reached is no schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="library">Where references to other files lead.</param>
    /// <param name="diagnostics">Takes the errors of the schema.</param>
    /// <param name="defaultDialect">The draft of a schema that names none. Default: 2020-12.</param>
    /// <param name="assertFormats">Whether a <c>format</c> must hold even where the draft takes it for a remark.</param>
    /// <param name="whole">Whether definitions that nothing refers to are compiled as well, to hear what is wrong with them.</param>
    public static CompiledSchema? Compile(
        SchemaDocument schema,
        SchemaLibrary library,
        DiagnosticBag diagnostics,
        SchemaDialect? defaultDialect = null,
        bool assertFormats = true,
        bool whole = false)
    {
        var problems = new DiagnosticBag();
        var resolver = new ReferenceResolver(library, problems, assertFormats);
        var compiled = default(CompiledSchema);
        if (resolver.Open(schema, defaultDialect ?? SchemaDialect.Draft202012) is { } file)
        {
            var compiler = new SchemaCompiler(resolver, problems);
            var root = compiler.Compile(file, whole);
            compiled = new CompiledSchema(root, compiler.IsDynamic, compiler.HasDeprecated);
        }

        if (problems.Count > 0)
        {
            diagnostics.AddRange(problems.ToSorted());
        }

        return problems.HasErrors ? null : compiled;
    }

    /// <summary>Whether a value is as the schema says. Allocates nothing for one that is.</summary>
    /// <param name="instance">The value.</param>
    /// <param name="cache">What is known to be valid from other checks by this schema, and takes what is found; null for none.</param>
    public bool IsValid(ConfigNode instance, ValidityCache? cache = null)
    {
        var valid = IsValid(instance, cache, out var stackEnded);
        return stackEnded ? IsValidOnDeepStack(instance, cache) : valid;
    }

    /// <summary>Reports everything in which a value is not as the schema says, at the place where it is written, and which deprecated keys it has.</summary>
    /// <param name="instance">The value.</param>
    /// <param name="secrets">What is secret in it, and shown in no message.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    /// <param name="cache">What is known to be valid from other checks by this schema, and takes what is found; null for none.</param>
    public void Check(ConfigNode instance, Sensitivity.Cursor secrets, DiagnosticBag diagnostics, ValidityCache? cache = null)
    {
        var valid = IsValid(instance, cache, out var stackEnded);
        if (stackEnded)
        {
            OnDeepStack(() => Explain(instance, secrets, diagnostics, cache, IsValid(instance, cache, out _)));
        }
        else
        {
            Explain(instance, secrets, diagnostics, cache, valid);
        }
    }

    private bool IsValid(ConfigNode instance, ValidityCache? cache, out bool stackEnded)
    {
        var run = Rent();
        run.Begin(instance, _isDynamic, cache);
        var valid = _root.Accepts(instance, run, -1) && !run.GaveUp;
        stackEnded = run.StackEnded;
        Return(run);
        return valid;
    }

    // Apart, so that what the lambda keeps is made only where it is needed.
    private bool IsValidOnDeepStack(ConfigNode instance, ValidityCache? cache)
    {
        var valid = false;
        OnDeepStack(() => valid = IsValid(instance, cache, out _));
        return valid;
    }

    private static void OnDeepStack(Action work)
    {
        var thread = new Thread(() => work(), DeepStackBytes) { IsBackground = true, Name = "strata deep schema" };
        thread.Start();
        thread.Join();
    }

    private void Explain(ConfigNode instance, Sensitivity.Cursor secrets, DiagnosticBag diagnostics, ValidityCache? cache, bool valid)
    {
        if (valid && !_hasDeprecated)
        {
            return;
        }

        var run = Rent();
        run.Begin(instance, _isDynamic, cache);
        var explanation = new Explanation(run, _hasDeprecated);
        _root.Explain(instance, explanation, new Place(ConfigPath.Root, secrets));
        var isExplained = valid;
        foreach (var diagnostic in explanation.Diagnostics())
        {
            diagnostics.Add(diagnostic);
            isExplained |= diagnostic.Severity == DiagnosticSeverity.Error;
        }

        if (!isExplained)
        {
            diagnostics.Add(Unfinished(instance, run.GaveUp));
        }

        if (explanation.Lost > 0)
        {
            diagnostics.Add(new Diagnostic(DiagnosticCode.MoreDiagnostics, DiagnosticSeverity.Error, "and more errors") { Lost = explanation.Lost });
        }

        Return(run);
    }

    private Diagnostic Unfinished(ConfigNode instance, bool gaveUp) => gaveUp
        ? Diagnostic.At(_root.Source, DiagnosticCode.EndlessReference, DiagnosticSeverity.Error, $"checking {instance.File} by this schema does not end: its references lead back to themselves, or repeat too often") with
        {
            Hint = "look for a reference that applies the schema around it to the same value, or twice at every level",
        }
        : Diagnostic.At(instance, DiagnosticCode.NoAlternative, DiagnosticSeverity.Error, "the value is not as the schema says") with { Path = ConfigPath.Root };

    private Evaluation Rent() => Interlocked.Exchange(ref _spare, null) ?? new Evaluation();

    private void Return(Evaluation run)
    {
        run.End();
        _spare = run;
    }
}
