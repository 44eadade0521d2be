using System.Globalization;
using System.Text;
using Strata.Diagnostics;

namespace Strata.Mocks.Server;

/// <summary>The services and routes, in columns.</summary>
internal static class RouteTable
{
    public static string Of(MockPlan plan)
    {
        string[][] rows =
        [
            ["service", "method", "path", "status", "template"],
            .. plan.Routes.Select(static planned => new[]
            {
                planned.Route.Service, planned.Route.Method, planned.Route.Path,
                planned.Route.Status.ToString(CultureInfo.InvariantCulture), planned.Route.Template ?? "",
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(TerminalText.Harmless(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())).Append('\n');
        }

        return text.ToString();
    }
}
