using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Strata.Cli.Serving;
using Strata.Explanations;
using Strata.Output;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata drafts</c>: lists the drafts of a space.</summary>
internal static class DraftsCommand
{
    private static readonly string[] States = ["open", "scheduled", "published", "discarded"];

    public static Command Create(CommandHost host)
    {
        var state = new Option<string?>("--state") { HelpName = "STATE", Description = $"Only those that are {string.Join(", ", States[..^1])} or {States[^1]} (default: all)" };
        return SpaceSession.Define(new Command("drafts", "List the drafts of a space of a server") { state }, host, (session, parsed, format) =>
        {
            var items = session.List(StateOf(parsed.GetValue(state)) is { } wanted ? $"drafts?state={wanted}" : "drafts", most: null);
            if (format != "text")
            {
                return session.Invocation.Write(format, ListShape.Of(items.Select(JsonTree.Of)), default);
            }

            session.Invocation.WriteText(TextOf(items));
            return ExitCode.Done;
        });
    }

    private static string? StateOf(string? text) => text is null || States.Contains(text)
        ? text
        : throw new UsageException($"unknown state \"{text}\"", EditDistance.Nearest(text, States) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", States)}");

    private static string TextOf(IEnumerable<JsonElement> items)
    {
        var table = new TextTable();
        foreach (var item in items)
        {
            table.Add(
                ServerAnswer.TextOf(item, "id") ?? "",
                ServerAnswer.TextOf(item, "state") ?? "",
                string.Create(CultureInfo.InvariantCulture, $"from {ServerAnswer.NumberOf(item, "baseRevision")}"),
                ServerAnswer.TextOf(item, "updatedAt") ?? "",
                ServerAnswer.TextOf(item, "author") ?? "",
                (ServerAnswer.TextOf(item, "title") ?? "").ReplaceLineEndings(" "));
        }

        return table.ToString();
    }
}
