using System.Text.Json.Nodes;
using Strata.Diagnostics;
using Strata.Exporting;
using Strata.Server.Contents;
using Strata.Server.Stores;

namespace Strata.Server.Reporting;

/// <summary>Puts into a report what spaces serve: the names of their files, and what their deployed contexts resolve to, with masks for secrets.</summary>
/// <param name="files">The report.</param>
/// <param name="store">The store.</param>
/// <param name="data">A directory to work in.</param>
internal sealed class BundledSpaces(BundleFiles files, ServerStore store, string data)
{
    private const int MostContexts = 20;

    /// <summary>Adds one.</summary>
    public async Task AddAsync(string space, CancellationToken cancellationToken)
    {
        var head = await store.Revisions.FindHeadAsync(space, cancellationToken).ConfigureAwait(false);
        if (head is null || await store.Contents.FindAsync(head.Content, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return;
        }

        files.Add($"spaces/{space}/head.json", new JsonObject
        {
            ["revision"] = head.Number,
            ["epoch"] = head.Epoch,
            ["kind"] = head.Kind,
            ["at"] = head.At,
            ["content"] = head.Content,
            ["candidate"] = head.Candidate,
            ["files"] = new JsonArray([.. content.Files.Select(static file => (JsonNode)new JsonObject { ["path"] = file.Key, ["bytes"] = file.Value.Body.Length, ["hash"] = file.Value.Hash })]),
        });
        var directory = Directory.CreateDirectory(Path.Combine(data, $"bundle-{Environment.ProcessId}"));
        try
        {
            AddContexts(space, ResolvableContent.Open(content, directory.FullName, new ContentKeys([])));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private void AddContexts(string space, ResolvableContent content)
    {
        var findings = new DiagnosticBag();
        var contexts = content.Plan(store.Time.GetUtcNow(), findings);
        ConfigurationExporters.TryGet("yaml", out var yaml);
        foreach (var (index, planned) in contexts.Take(MostContexts).Index())
        {
            var outcome = content.Resolve(planned.Context);
            findings.AddRange(outcome.Validation.Diagnostics);
            if (outcome.Configuration is { } configuration)
            {
                files.Add(FormattableString.Invariant($"spaces/{space}/{index + 1:00}.yaml"), $"# {planned.Name}\n{configuration.Export(yaml!, revealsSecrets: false).Files[0].Text}");
            }
        }

        // Without the lines that they show: these are of files that are not in the report.
        var problems = findings.ToSorted().Select(static finding => $"{finding}\n").Distinct(StringComparer.Ordinal);
        files.Add($"spaces/{space}/findings.txt", FormattableString.Invariant($"# {contexts.Length} contexts are deployed, {Math.Min(contexts.Length, MostContexts)} are here\n{string.Concat(problems)}"));
    }
}
