using System.Globalization;

namespace Strata.Benchmarks.Processes;

/// <param name="Strata">The native command to measure; null = publish it from its project.</param>
/// <param name="Runs">How often each command is measured; null = each contest's own number.</param>
/// <param name="Only">The one contest to run; null = all.</param>
internal sealed record ProcessOptions(string? Strata, int? Runs, string? Only)
{
    public bool Includes(string contest) => Only is null || string.Equals(Only, contest, StringComparison.OrdinalIgnoreCase);

    /// <summary>Null when the arguments are none of these.</summary>
    public static ProcessOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new ProcessOptions(null, null, null);
        for (; arguments.Length > 0; arguments = arguments[2..])
        {
            switch (arguments)
            {
                case ["--strata", var path, ..]:
                    options = options with { Strata = path };
                    break;
                case ["--runs", var text, ..] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var runs) && runs > 0:
                    options = options with { Runs = runs };
                    break;
                case ["--only", "docker" or "w2" or "w3" or "warm" or "matrix", ..]:
                    options = options with { Only = arguments[1] };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
