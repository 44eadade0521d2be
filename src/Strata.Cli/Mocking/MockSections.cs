using System.Text;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Secrets;
using Strata.Snapshots;

namespace Strata.Cli.Mocking;

/// <summary>What the program that serves mocks is told of a configuration, and nothing beyond: <c>mocks</c> and <c>testing</c>, secrets in clear.</summary>
internal static class MockSections
{
    public static byte[] Of(ResolvedConfiguration configuration)
    {
        using var json = new MemoryStream();
        foreach (var section in new[] { "mocks", "testing" })
        {
            if (configuration.TryGet(section, out var node))
            {
                json.Write(Encoding.UTF8.GetBytes($"{(json.Length == 0 ? '{' : ',')}\"{section}\":"));
                OutputFormat.Json.Write(node, Sensitivity.None, json, new DiagnosticBag());
            }
        }

        json.WriteByte((byte)'}');
        return json.ToArray();
    }
}
