using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>Reads one <c>sops</c> block, whatever format it was written in.</summary>
internal sealed class SopsBlockReader(MappingNode block)
{
    private const string Restore = "restore the sops block: nobody but SOPS writes it";

    private static readonly ConfigPath Path = ConfigPath.Root.Append(SopsMetadata.Key);

    /// <summary>What the block says.</summary>
    /// <exception cref="SopsException">It is malformed, or leaves nobody who could open the file with an age identity.</exception>
    public SopsMetadata Read()
    {
        if (!GoTime.TryRead(Text("lastmodified") ?? "", out var lastModified, withFraction: false))
        {
            throw Wrong("lastmodified", "is no time as RFC 3339 writes it");
        }

        return new SopsMetadata
        {
            Recipients = ReadRecipients(),
            LastModified = lastModified,
            Mac = Text("mac"),
            Rule = ReadRule(),
            MacOnlyEncrypted = ReadFlag("mac_only_encrypted"),
            Version = Text("version") ?? "",
            Block = block,
        };
    }

    private SopsRule ReadRule()
    {
        SopsRule? rule = null;
        foreach (var kind in SopsRule.Kinds)
        {
            var name = SopsRule.NameOf(kind);
            if (Text(name) is not { } text)
            {
                continue;
            }

            if (rule is not null)
            {
                throw new SopsException(SopsFailure.Rule, $"the sops block has two rules, {rule.Name} and {name}: which values are encrypted cannot be told", block[name], Path.Append(name), Restore);
            }

            rule = SopsRule.Of(kind, text)
                ?? throw new SopsException(SopsFailure.Rule, $"the regular expression of {name} is malformed, or of a kind that is not supported", block[name], Path.Append(name));
        }

        return rule ?? SopsRule.Default;
    }

    private ImmutableArray<SopsRecipient> ReadRecipients()
    {
        var others = SopsMetadata.OtherKeysIn(block).ToList();
        var recipients = RecipientsOf(block, Path);
        if (recipients.IsEmpty && others.Count == 0 && block.TryGetValue("key_groups", out var groups) && SopsMetadata.IsFilled(groups))
        {
            // With one group the data key is whole; with several each has a share of it.
            if (groups is not SequenceNode list || list.Items.ToArray().Any(static group => group is not MappingNode))
            {
                throw Wrong("key_groups", "is no list of groups");
            }

            if (list.Count > 1)
            {
                throw new SopsException(
                    SopsFailure.OtherKeys,
                    "the data key is split among several key_groups (shamir_threshold), which are not supported",
                    groups,
                    Path.Append("key_groups"),
                    "encrypt the file to age recipients without groups");
            }

            var group = (MappingNode)list[0];
            recipients = RecipientsOf(group, Path.Append("key_groups").Append(0));
            others.AddRange(SopsMetadata.OtherKeysIn(group));
        }

        if (!recipients.IsEmpty)
        {
            return recipients;
        }

        throw new SopsException(
            SopsFailure.OtherKeys,
            others.Count == 0 ? "the sops block names nobody who could open the file" : $"the file can be opened with {string.Join(", ", others)} only, and with no age identity",
            block,
            Path,
            others.Count == 0 ? Restore : "add an age recipient to it with SOPS");
    }

    private static ImmutableArray<SopsRecipient> RecipientsOf(MappingNode keys, ConfigPath path)
    {
        if (!keys.TryGetValue("age", out var age) || !SopsMetadata.IsFilled(age))
        {
            return [];
        }

        var at = path.Append("age");
        if (age is not SequenceNode list)
        {
            throw new SopsException(SopsFailure.Block, $"{at} is no list of recipients", age, at, Restore);
        }

        var recipients = ImmutableArray.CreateBuilder<SopsRecipient>(list.Count);
        foreach (var item in list)
        {
            if (item is not MappingNode entry || TextOf(entry, "recipient") is not { } recipient || TextOf(entry, "enc") is not { } wrappedKey)
            {
                throw new SopsException(SopsFailure.Block, $"an entry of {at} has no recipient and enc", item, at, Restore);
            }

            recipients.Add(new SopsRecipient(recipient, wrappedKey));
        }

        return recipients.MoveToImmutable();
    }

    // In files of flat keys everything is text.
    private bool ReadFlag(string name) => Text(name) switch
    {
        null or "false" or "False" or "FALSE" or "0" or "f" or "F" => false,
        "true" or "True" or "TRUE" or "1" or "t" or "T" => true,
        _ => throw Wrong(name, "is neither true nor false"),
    };

    // An empty text says as little as a null.
    private string? Text(string name)
    {
        var isThere = block.TryGetValue(name, out var node);
        return isThere && node is not ScalarNode ? throw Wrong(name, "is no text") : TextOf(block, name);
    }

    private static string? TextOf(MappingNode mapping, string name) =>
        mapping.TryGetValue(name, out var node) && node is ScalarNode { IsNull: false, Text.Length: > 0 } scalar ? scalar.Text : null;

    private SopsException Wrong(string name, string problem) => new(
        SopsFailure.Block,
        $"{Path.Append(name)} {problem}",
        block.TryGetValue(name, out var node) ? node : block,
        Path.Append(name),
        Restore);
}
