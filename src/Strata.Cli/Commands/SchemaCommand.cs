using System.CommandLine;
using Strata.Cli.Schemas;
using Strata.Diagnostics;
using Strata.Sources;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata schema ...</c>: drafts schemas, checks them, and makes those that editors use.</summary>
internal static class SchemaCommand
{
    private static readonly string[] SchemaFormats = ["json", "yaml"];

    public static Command Create(CommandHost host) => new("schema", "Draft and check JSON Schemas, and make those that editors use")
    {
        OfType(host, "infer", "Draft a schema from what a type resolves to", Infer),
        Checking(host),
        OfType(host, "editor", "Print a type's schema as editors use it: for files as they are written", Editor),
        Printing(host),
    };

    private static Command OfType(CommandHost host, string name, string description, Func<Invocation, string, int> run)
    {
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type (default: $CONFIG_OVERRIDE_TYPE)" };
        var command = new Command(name, description) { type };
        var options = new SharedOptions();
        options.AddTo(command, SchemaFormats);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            return run(invocation, invocation.TypeOrDefault(parsed.GetValue(type)));
        });
        return command;
    }

    private static Command Checking(CommandHost host)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore, Description = "The schemas to check (default: all in schemas/, and those that overrides name)" };
        var command = new Command("check", "Check schemas") { files };
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ReportFormats);
        command.SetAction(parsed => Check(new Invocation(host, options, parsed), parsed.GetValue(files) ?? []));
        return command;
    }

    private static Command Printing(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = $"Which: {string.Join(", ", EmbeddedSchemas.Names)}" };
        var command = new Command("print", "Print the schema of one of Strata's own files") { name };
        var options = new SharedOptions();
        options.AddTo(command, SchemaFormats);
        command.SetAction(parsed => Print(new Invocation(host, options, parsed), parsed.GetRequiredValue(name)));
        return command;
    }

    private static int Infer(Invocation invocation, string type)
    {
        var format = invocation.FormatName(SchemaFormats);
        var outcome = invocation.Resolve(invocation.ContextOf(type));

        // What the schema of today refuses is what a new one is drafted for.
        var configuration = outcome.Configuration ?? (outcome.Validation.Errors.All(static error => IsOfSchemas(error.Code)) ? outcome.Attempt : null);
        if (configuration is null)
        {
            return ExitCode.Of(outcome.Validation, invocation.Strict);
        }

        var observed = ObservedConfigurations.Of(configuration, invocation.Overrides.Layers, invocation.Options, invocation.Directory);
        return Write(invocation, format, InferredSchema.Of(type, observed));
    }

    private static bool IsOfSchemas(DiagnosticCode code) => code.Number is >= 5000 and < 6000;

    private static int Check(Invocation invocation, string[] named)
    {
        var format = invocation.FormatName(SharedOptions.ReportFormats);
        var limits = invocation.Options.Limits;
        var diagnostics = new DiagnosticBag();
        var files = new SchemaFiles(limits, diagnostics);
        var library = new SchemaLibrary(path => File.Exists(path) ? FileContent.ReadNamed(path, limits.MaxFileBytes, diagnostics) : null);
        foreach (var path in named.Length > 0 ? named : Schemas(invocation))
        {
            if (files.Read(path) is { } schema)
            {
                CompiledSchema.Compile(schema, library, diagnostics);
            }
        }

        var validation = new ValidationResult(diagnostics.ToSorted());
        if (format == "text")
        {
            invocation.ReportAll(validation);
        }
        else
        {
            invocation.Write(format, DiagnosticShape.Of(validation, invocation.Strict), default);
        }

        return ExitCode.Of(validation, invocation.Strict);
    }

    // Each once, by whichever name it comes first.
    private static IEnumerable<string> Schemas(Invocation invocation) => SchemaFiles.In(SchemaFiles.DirectoryIn(invocation.Directory))
        .Concat(invocation.Overrides.Layers
            .Where(static layer => layer.Metadata.Schema is not null)
            .Select(static layer => Path.Combine(Path.GetDirectoryName(layer.File) ?? "", layer.Metadata.Schema!).Replace('\\', '/')))
        .DistinctBy(FullPath.Of);

    private static int Editor(Invocation invocation, string type)
    {
        var format = invocation.FormatName(SchemaFormats);
        var diagnostics = new DiagnosticBag();
        var files = new SchemaFiles(invocation.Options.Limits, diagnostics);
        var path = SchemaFiles.PathOf(invocation.Directory, type);
        var schema = files.Read(path, $"draft one: strata schema infer {type} > {path}");
        var made = schema is null ? null : EditorSchema.Of(type, schema, files, diagnostics);
        var validation = new ValidationResult(diagnostics.ToSorted());
        invocation.Report(validation);
        return made is not null && validation.IsValid ? Write(invocation, format, made) : ExitCode.Of(validation, invocation.Strict);
    }

    private static int Write(Invocation invocation, string format, MappingNode schema)
    {
        if (format != "json")
        {
            return invocation.Write(format, schema, default);
        }

        invocation.WriteText(SchemaText.Of(schema));
        return ExitCode.Done;
    }

    private static int Print(Invocation invocation, string name)
    {
        var format = invocation.FormatName(SchemaFormats);
        if (!EmbeddedSchemas.Names.Contains(name))
        {
            throw new UsageException($"there is no schema \"{name}\"", EditDistance.Nearest(name, EmbeddedSchemas.Names) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", EmbeddedSchemas.Names)}");
        }

        if (format == "json")
        {
            invocation.WriteText(System.Text.Encoding.UTF8.GetString(EmbeddedSchemas.TextOf(name)));
            return ExitCode.Done;
        }

        return invocation.Write(format, EmbeddedSchemas.Read(name).Root, default);
    }
}
