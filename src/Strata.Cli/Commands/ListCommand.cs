using System.CommandLine;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Layers;
using Strata.Output;
using Strata.Selection;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata list [TYPE]</c>: lists the overrides; with TYPE in merge order, which apply and why the others do not.</summary>
internal static class ListCommand
{
    public static Command Create(CommandHost host)
    {
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "Show what applies to this type (default: $CONFIG_OVERRIDE_TYPE)" };
        var command = new Command("list", "List the overrides; with TYPE in merge order, which apply and why not") { type };
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ReportFormats, fromServer: true);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetValue(type)));
        return command;
    }

    private static int Run(Invocation invocation, string? givenType)
    {
        var format = invocation.FormatName(SharedOptions.ReportFormats);
        var overrides = invocation.Overrides;
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(overrides.Validation.Diagnostics);
        Selector.CheckAll(overrides.Layers, diagnostics);
        IReadOnlyList<Row>? rows = null;
        if (!diagnostics.HasErrors)
        {
            rows = invocation.OptionalType(givenType) is { } type
                ? RowsOf(Selector.Judge(overrides.Layers, invocation.ContextOf(type), diagnostics))
                : [.. overrides.Layers.OrderBy(static layer => layer.Name, StringComparer.Ordinal).Select(static layer => new Row(layer, null, null, null))];
        }

        var validation = new ValidationResult(diagnostics.ToSorted());
        invocation.Report(validation);
        if (rows is null || ExitCode.Of(validation, invocation.Strict) != ExitCode.Done)
        {
            return ExitCode.Of(validation, invocation.Strict);
        }

        if (format == "text")
        {
            invocation.WriteText(TextOf(rows, invocation.Reveal));
            return ExitCode.Done;
        }

        return invocation.Write(format, ListShape.Of(rows.Select(ShapeOf)), default);
    }

    private static List<Row>? RowsOf(SelectionResult? selection)
    {
        if (selection is null)
        {
            return null;
        }

        var rows = new List<Row>();
        for (var i = 0; i < selection.Stack.Length; i++)
        {
            rows.Add(new Row(selection.Stack[i], true, i + 1, null));
        }

        rows.AddRange(selection.Excluded.Select(static excluded => new Row(excluded.Layer, false, null, excluded.Reason)));
        return rows;
    }

    private static MappingNode ShapeOf(Row row) => new ObjectShape()
        .Add("name", row.Layer.Name)
        .Add("file", row.Layer.File)
        .Add("type", ListShape.Of(row.Layer.Metadata.Types))
        .Add("priority", row.Layer.Metadata.Priority)
        .Add("applies", row.Applies is { } applies ? ScalarNode.Of(applies) : null)
        .Add("position", row.Position is { } position ? ScalarNode.Of(position) : null)
        .Add("reason", row.Reason)
        .Add("dependencies", ListShape.Of(row.Layer.Metadata.Dependencies))
        .Add("checksum", row.Layer.Source.Checksum)
        .Build();

    private static string TextOf(IReadOnlyList<Row> rows, bool reveal)
    {
        var withType = rows.Any(static row => row.Applies is not null);
        var table = new TextTable();
        foreach (var row in rows)
        {
            var remark = row.Reason ?? row.Layer.Metadata.Description?.ReplaceLineEndings(" ") ?? "";
            var position = row.Position?.ToString(CultureInfo.InvariantCulture) ?? (withType ? "-" : "");
            table.Add(
                position,
                row.Layer.Name,
                string.Join(",", row.Layer.Metadata.Types),
                row.Layer.Metadata.Priority.ToString(CultureInfo.InvariantCulture),
                row.Layer.File,
                reveal ? remark : SecretText.MaskUrlPasswords(remark));
        }

        return table.ToString();
    }

    private sealed record Row(Layer Layer, bool? Applies, int? Position, string? Reason);
}
