using System.Buffers;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A service of the Compose file that nobody reaches: it takes memory, and its images must be kept up to date.</summary>
internal sealed class UnusedServices : IConfigurationRule
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.UnusedService, "unused service", DiagnosticSeverity.Suggestion);

    public void Check(RuleContext context)
    {
        if (ComposeStack.Of(context.Configuration) is not { IsWhole: true } stack)
        {
            return;
        }

        var candidates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, service, _) in stack.Services)
        {
            // One without an image is a part of a service that another file writes, and that file says who uses it.
            if (IsIdle(service) && (service.ContainsKey("image") || service.ContainsKey("build")))
            {
                candidates.Add(name);
            }
        }

        foreach (var (name, service, _) in stack.Services)
        {
            // What another file says of a service counts as well.
            if (!IsIdle(service))
            {
                candidates.Remove(name);
            }
        }

        if (candidates.Count == 0)
        {
            return;
        }

        var mentions = new HashSet<string>(StringComparer.Ordinal);
        Collect(context.Configuration.Root, candidates, null, mentions);
        foreach (var (name, service, _) in stack.Services)
        {
            Collect(service, candidates, name, mentions);
        }

        foreach (var (name, service, position) in stack.Services)
        {
            if (candidates.Contains(name) && !mentions.Contains(name))
            {
                context.Report(
                    service.Document.Text,
                    position,
                    $"nothing refers to the service {Quotation.Of(name)}, and it publishes no port",
                    "remove it, or put it under a profile if it is started by hand");
            }
        }
    }

    // Who publishes a port is reached from outside; who depends on others works for itself, as a queue's worker does; who has a
    // profile, or labels that a proxy reads, is called by somebody else.
    private static bool IsIdle(MappingNode service) =>
        ComposeStack.Get(service, "ports") is not SequenceNode { Count: > 0 }
        && !service.ContainsKey("depends_on")
        && !service.ContainsKey("links")
        && !service.ContainsKey("profiles")
        && !service.ContainsKey("labels")
        && !service.ContainsKey("extends")
        && Setting.Text(ComposeStack.Get(service, "network_mode")) is null;

    // A name is looked for in every text, as a word of its own: in a URL, a command, a variable of another service.
    private static void Collect(ConfigNode node, HashSet<string> names, string? except, HashSet<string> found)
    {
        switch (node)
        {
            case MappingNode mapping:
                foreach (ref readonly var entry in mapping.Entries)
                {
                    // "depends_on: { postgres: ... }". A key of the configuration names no host.
                    if (except is not null)
                    {
                        CollectWords(entry.Key, names, except, found);
                    }

                    Collect(entry.Value, names, except, found);
                }

                break;
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                {
                    Collect(item, names, except, found);
                }

                break;
            case ScalarNode { Type: ScalarType.String } scalar:
                CollectWords(scalar.Text, names, except, found);
                break;
        }
    }

    private static void CollectWords(ReadOnlySpan<char> text, HashSet<string> names, string? except, HashSet<string> found)
    {
        var lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        while (text.IndexOfAny(NameCharacters) is >= 0 and var start)
        {
            text = text[start..];
            var end = text.IndexOfAnyExcept(NameCharacters);
            var word = end < 0 ? text : text[..end];
            if (lookup.TryGetValue(word, out var name) && name != except)
            {
                found.Add(name);
            }

            text = text[word.Length..];
        }
    }
}
