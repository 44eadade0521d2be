using System.Text;
using System.Text.Json;
using Strata.Diagnostics;
using Strata.Explanations;

namespace Strata.Cli.Serving;

/// <summary>What a server says two contents resolve to otherwise, as <c>strata diff</c> shows it: context by context, value by value.</summary>
internal static class DifferenceText
{
    private static readonly string[] Sides = ["leftOrigin", "rightOrigin"];

    /// <summary>The lines; none where nothing differs.</summary>
    /// <exception cref="ServerProblemException">The answer is none of a difference.</exception>
    public static string Of(JsonElement difference, bool hasColour)
    {
        var text = new StringBuilder();
        foreach (var context in ServerAnswer.Find(difference, "contexts", JsonValueKind.Array).EnumerateArray())
        {
            var name = TerminalText.Harmless(ServerAnswer.TextOf(context, "context") ?? "");
            text.Append(name).Append(ServerAnswer.TextOf(context, "kind") switch
            {
                "added" => " is new\n",
                "removed" => " is gone\n",
                "invalid" => " does not resolve any more\n",
                _ => ":\n",
            });
            foreach (var change in ServerAnswer.Find(context, "changes", JsonValueKind.Array).EnumerateArray())
            {
                text.Append("  ");
                ChangeText.AddLine(
                    text,
                    ServerAnswer.TextOf(change, "kind"),
                    ServerAnswer.TextOf(change, "path") ?? "",
                    Value(change, "left"),
                    Value(change, "right"),
                    Sides.Select(side => Place(change, side)).OfType<string>(),
                    hasColour);
            }
        }

        if (difference.TryGetProperty("isWhole", out var isWhole) && isWhole.ValueKind == JsonValueKind.False)
        {
            text.Append("... and more: not all contexts were compared\n");
        }

        return text.ToString();
    }

    private static string Value(JsonElement change, string side) => change.TryGetProperty(side, out var value) ? OneLine.Of(JsonTree.Of(value)) : "";

    private static string? Place(JsonElement change, string side) =>
        change.TryGetProperty(side, out var origin) && ServerAnswer.TextOf(origin, "file") is { } file
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}:{ServerAnswer.NumberOf(origin, "line")}:{ServerAnswer.NumberOf(origin, "column")}")
            : null;
}
