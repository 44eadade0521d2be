using System.CommandLine;
using Strata.Cli.Reports;
using Strata.Cli.Schemas;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Sources;
using Strata.Validation;
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
        options.AddTo(command, ReportWriter.Formats);
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
        var format = invocation.FormatName(ReportWriter.Formats);
        var limits = invocation.Options.Limits;
        var diagnostics = new DiagnosticBag();
        var files = new SchemaReader(limits, Allowed(invocation, named), diagnostics);
        var library = new SchemaLibrary(files.FollowText);
        foreach (var path in named.Length > 0 ? named : Schemas(invocation, diagnostics))
        {
            // What its draft says of it beyond that tells only of a schema that can be used.
            if (files.Read(path) is { } schema && CompiledSchema.Compile(schema, library, diagnostics, whole: true) is not null)
            {
                MetaSchemas.Check(schema, library, diagnostics);
            }
        }

        var found = diagnostics.ToSorted().Select(static diagnostic => new ReviewedFinding(new MatrixFinding(diagnostic, []), IsKnown: false));
        return ReportWriter.Write(invocation, format, new ReviewedReport([.. found], [], null));
    }

    // As where configurations are held against them.
    private static AllowedDirectories Allowed(Invocation invocation, string[] named) =>
        new([invocation.Directory, .. invocation.Options.IncludeDirectories, .. named.Select(static file => Path.GetDirectoryName(FullPath.Of(file)) ?? "")]);

    // Each once, by whichever name it comes first.
    private static IEnumerable<string> Schemas(Invocation invocation, DiagnosticBag diagnostics)
    {
        var paths = SchemaReader.In(SchemaReader.DirectoryIn(invocation.Directory)).ToList();
        foreach (var layer in invocation.Overrides.Layers)
        {
            if (layer.Metadata.Schema is not { } schema)
            {
                continue;
            }

            var path = Path.Combine(Path.GetDirectoryName(layer.File) ?? "", schema).Replace('\\', '/');
            if (File.Exists(path))
            {
                paths.Add(path);
            }
            else
            {
                diagnostics.Add(Diagnostic.At(layer.Document.Text, layer.Metadata.SchemaPosition, DiagnosticCode.MissingSchema, DiagnosticSeverity.Error, $"there is no schema {Quotation.Of(schema)}") with
                {
                    Path = ConfigPath.Root.Append(LayerReader.MetadataKey).Append("schema"),
                    Hint = $"it would be {path}: paths are relative to the override",
                });
            }
        }

        return paths.DistinctBy(FullPath.Of);
    }

    private static int Editor(Invocation invocation, string type)
    {
        var format = invocation.FormatName(SchemaFormats);
        var diagnostics = new DiagnosticBag();
        var files = new SchemaReader(invocation.Options.Limits, Allowed(invocation, []), diagnostics);
        var path = SchemaReader.PathOf(invocation.Directory, type);
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
