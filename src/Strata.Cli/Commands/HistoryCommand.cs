using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Strata.Cli.Serving;
using Strata.Explanations;
using Strata.Output;

namespace Strata.Cli.Commands;

/// <summary><c>strata history</c>: lists who did what in a space, the newest first.</summary>
internal static class HistoryCommand
{
    private const int Usual = 20;
    private const int MostItems = 100_000;

    public static Command Create(CommandHost host)
    {
        var limit = new Option<string?>("--limit") { HelpName = "N", Description = "How many entries, the newest first (default: 20)" };
        return SpaceSession.Define(new Command("history", "List who did what in a space of a server, the newest first") { limit }, host, (session, parsed, format) =>
        {
            var items = session.List("history", MostOf(parsed.GetValue(limit)));
            if (format != "text")
            {
                return session.Invocation.Write(format, ListShape.Of(items.Select(JsonTree.Of)), default);
            }

            session.Invocation.WriteText(TextOf(items));
            return ExitCode.Done;
        });
    }

    private static int MostOf(string? text) => text is null ? Usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is > 0 and <= MostItems ? most
        : throw new UsageException($"--limit \"{text}\" is out of range", $"write a whole number from 1 to {MostItems}");

    private static string TextOf(IEnumerable<JsonElement> items)
    {
        var table = new TextTable();
        foreach (var item in items)
        {
            var details = item.TryGetProperty("details", out var found) ? found : default;
            table.Add(
                ServerAnswer.TextOf(item, "at") ?? "",
                ServerAnswer.NumberOf(item, "revision") is { } revision ? revision.ToString(CultureInfo.InvariantCulture) : "-",
                ServerAnswer.TextOf(item, "action") ?? "",
                ServerAnswer.TextOf(item, "actor") ?? "",
                (ServerAnswer.TextOf(details, "message") ?? ServerAnswer.TextOf(details, "draft") ?? "").ReplaceLineEndings(" "));
        }

        return table.ToString();
    }
}
