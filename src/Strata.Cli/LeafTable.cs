using Spectre.Console;
using Strata.Snapshots;

namespace Strata.Cli;

/// <summary>A whole configuration, each leaf with its origin.</summary>
internal static class LeafTable
{
    /// <summary>As lines of text: <c>path = value  override  file:line:column</c>.</summary>
    public static string Of(IEnumerable<LeafOrigin> leaves, bool reveal)
    {
        var table = new TextTable();
        foreach (var leaf in leaves)
        {
            table.Add($"{ShownPath.Of(leaf.Path, reveal)} = {OneLine.Of(leaf.Text)}", leaf.Override, $"{leaf.File}:{leaf.Position}");
        }

        return table.ToString();
    }

    /// <summary>As a table on a terminal.</summary>
    public static void WriteToTerminal(IEnumerable<LeafOrigin> leaves, Stream output, bool reveal, bool hasColour)
    {
        using var writer = new StreamWriter(output, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = hasColour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = hasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("path", "value", "override", "written at");
        foreach (var leaf in leaves)
        {
            table.AddRow(
                new Text(OneLine.Of(ShownPath.Of(leaf.Path, reveal))),
                new Text(OneLine.Of(leaf.Text)),
                new Text(leaf.Override, new Style(Color.Green)),
                new Text($"{leaf.File}:{leaf.Position}", new Style(Color.Grey)));
        }

        console.Write(table);
    }
}
