using System.Collections;

namespace Strata.Sources;

/// <summary>The process environment: the one place that reads it.</summary>
internal static class ProcessVariables
{
    public static IReadOnlyDictionary<string, string> Read()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
#pragma warning disable RS0030 // The edge: here the process environment becomes an input.
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
#pragma warning restore RS0030
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }
}
