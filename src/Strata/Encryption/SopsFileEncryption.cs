using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Interpolation;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>Encrypts files in place as SOPS does. Only the texts of the values change, and the <c>sops</c> block comes behind them. All of a file or nothing.</summary>
internal sealed class SopsFileEncryption
{
    private readonly KeyRing _keys;
    private readonly TimeProvider _clock;
    private readonly DiagnosticBag _diagnostics;

    /// <param name="keys">The keys at hand, which hold a file that is encrypted already against its MAC.</param>
    /// <param name="clock">Tells when a file was last changed.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public SopsFileEncryption(KeyRing keys, TimeProvider clock, DiagnosticBag diagnostics)
    {
        _keys = keys;
        _clock = clock;
        _diagnostics = diagnostics;
    }

    /// <summary>Encrypts what must be. A file that is encrypted already stays as it is.</summary>
    /// <exception cref="KeyException">Nobody could open it.</exception>
    public EncryptedBytes Encrypt(SopsText file, SopsRequest request)
    {
        if (file.IsEncrypted)
        {
            SopsCheck.Report(file, _keys, _diagnostics);
            return new EncryptedBytes(_diagnostics.HasErrors ? null : file.Text.Bytes.ToArray(), 0);
        }

        var overrides = file.Overrides(_keys, _diagnostics);
        if (overrides.IsEmpty || HasAliases(file) || IsEncryptedByStrata(overrides))
        {
            return default;
        }

        ImmutableArray<ClearValue>[] values = [.. overrides.Select(target => ValuesOf(target, request))];
        if (request.Rule is null && values.All(static of => of.IsEmpty))
        {
            return new EncryptedBytes(file.Text.Bytes.ToArray(), 0);
        }

        ConfigPath[] secrets = [.. overrides.SelectMany(target => values[target.Index].Select(value => target.InDocument(value.Path)))];
        return RuleFor(file, secrets, request) is { } rule && Literal(file, rule) is { } documents
            ? Write(file, documents, new SopsEncryptionOptions { Format = file.Format, Recipients = RecipientsOf(overrides, request), Rule = rule })
            : default;
    }

    /// <summary>The age recipients among others.</summary>
    /// <exception cref="KeyException">There is none.</exception>
    public static ImmutableArray<AgeRecipient> AgeRecipients(ImmutableArray<Recipient> recipients, string file)
    {
        ImmutableArray<Recipient> age = [.. recipients.Where(static recipient => recipient.Kind == WrappedKey.Age).Distinct()];
        if (age.IsEmpty)
        {
            throw new KeyException(
                recipients.IsEmpty
                    ? $"nobody could open {file} once it is encrypted: there is no recipient"
                    : $"nobody could open {file} once it is encrypted: files of SOPS are encrypted to age recipients, and there is none",
                "name one: --recipient age1..., or recipients in _metadata.encryption, or keys.age_recipients in strata.yml; strata keygen makes a key");
        }

        try
        {
            return [.. age.Select(static recipient => AgeRecipient.Parse(recipient.Name))];
        }
        catch (AgeException problem)
        {
            throw new KeyException(problem.Message, problem.Hint);
        }
    }

    private static ImmutableArray<ClearValue> ValuesOf(EncryptableOverride target, SopsRequest request) =>
    [
        .. target.Secrets()
            .UnionBy(target.At(request.Paths), static value => value.Path)
            .UnionBy(target.At(request.Values), static value => value.Path)
            .Where(static value => !value.IsTemplate),
    ];

    // Those that the overrides name themselves, where they do.
    private static ImmutableArray<AgeRecipient> RecipientsOf(ImmutableArray<EncryptableOverride> overrides, SopsRequest request)
    {
        ImmutableArray<Recipient> named = [.. overrides.SelectMany(static target => target.Encryption.Recipients)];
        return AgeRecipients(named.IsEmpty ? request.Recipients : named, overrides[0].Layer.File);
    }

    private SopsRule? RuleFor(SopsText file, ConfigPath[] secrets, SopsRequest request)
    {
        if (request.Rule is { } given)
        {
            var missed = secrets.FirstOrDefault(path => !SopsKeyRule.Encrypts(given, path));
            if (missed is null)
            {
                return given;
            }

            Refuse(Find(file, missed), missed, $"{missed} is secret, and the rule {given.Name} does not meet it", "let the rule meet its key, or name it in _metadata.encryption.rule.except");
            return null;
        }

        var clear = file.Roots.SelectMany((root, index) => SopsText.Scalars(root).Where(scalar => !file.IsInBody(index, scalar.Path) || IsTemplate(scalar.Node)).Select(static scalar => scalar.Path));
        var rule = SopsKeyRule.Of(secrets, clear, out var misfit);
        if (rule is null)
        {
            var at = misfit is null ? file.Roots[0] : Find(file, misfit);
            Refuse(
                at,
                misfit,
                misfit is null ? "the secrets have too many different keys for one rule of SOPS" : $"{misfit} cannot be told from values that must stay in clear: SOPS goes by the keys alone, and all keys of its path stand above a template or metadata too",
                "name the key otherwise, give the rule by --encrypted-regex, or encrypt the file in Strata's own format, which goes by paths");
        }

        return rule;
    }

    // What is encrypted is meant by the letter: what a template becomes by its dollar signs alone is put in its place.
    private ImmutableArray<MappingNode>? Literal(SopsText file, SopsRule rule)
    {
        var documents = file.Roots.Select((root, index) => (MappingNode)Literal(root, ConfigPath.Root, index, file, rule)).ToImmutableArray();
        return _diagnostics.HasErrors ? null : documents;
    }

    // As deep as the limit on nesting.
    private ConfigNode Literal(ConfigNode node, ConfigPath path, int document, SopsText file, SopsRule rule)
    {
        switch (node)
        {
            case MappingNode mapping:
                return mapping.Rewrite(path, (key, value, outer) => Literal(value, outer.Append(key), document, file, rule));
            case SequenceNode sequence:
                return sequence.Rewrite(path, (index, item, outer) => Literal(item, outer.Append(index), document, file, rule));
            case ScalarNode { HasTemplates: true } scalar when file.IsInBody(document, path) && SopsKeyRule.Encrypts(rule, path):
                if (TemplateLiteral.Of(scalar.Text) is { } text)
                {
                    return new ScalarNode(scalar.Document, scalar.Position, text, scalar.Type, scalar.Style, scalar.Tag);
                }

                Refuse(scalar, path, $"{path} holds a template, and the rule {rule.Name} meets it: once encrypted, it would be taken by the letter", "let the rule pass it by, or write the value itself");
                return scalar;
            default:
                return node;
        }
    }

    private EncryptedBytes Write(SopsText file, ImmutableArray<MappingNode> documents, SopsEncryptionOptions options)
    {
        try
        {
            var encrypted = SopsDocument.Encrypt(documents, options, _clock);
            var edit = file.Text.Edit();
            foreach (var replacement in encrypted.Replacements)
            {
                edit.Replace(replacement.Document, replacement.Path, replacement.Text, ScalarType.String);
            }

            for (var i = 0; i < documents.Length; i++)
            {
                foreach (var entry in encrypted.BlockEntries())
                {
                    edit.Set(i, ConfigPath.Root.Append(entry.Key), entry.Value);
                }
            }

            return new EncryptedBytes(edit.Apply(), encrypted.Replacements.Length);
        }
        catch (EditRefusedException refused)
        {
            _diagnostics.Add(EncryptableFile.Refusal(file.File.File, refused));
        }
        catch (SopsException failure)
        {
            _diagnostics.AddRange(failure.Problems.Select(static problem => Problem(problem.At, problem.Path, problem.Message, problem.Hint)));
        }

        return default;
    }

    // SOPS writes out what an anchor repeats, and takes "<<" for a key: what it would find is not what stands there.
    private bool HasAliases(SopsText file)
    {
        if (!file.Text.Documents.Any(static document => document.Written.HasAliases))
        {
            return false;
        }

        _diagnostics.Add(Diagnostic.InFile(file.File.File, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, "the file has anchors and aliases or merge keys, which SOPS does not keep") with
        {
            Hint = "write the values out, or encrypt the file in Strata's own format",
        });
        return true;
    }

    private bool IsEncryptedByStrata(ImmutableArray<EncryptableOverride> overrides)
    {
        if (overrides.FirstOrDefault(static target => target.Envelope is not null) is not { } target)
        {
            return false;
        }

        Refuse(target.Envelope!.Node, target.EncryptionPath, $"{target.Layer.File} is encrypted in Strata's own format", $"turn it into one of SOPS: strata migrate --to sops {target.Layer.File}");
        return true;
    }

    private static bool IsTemplate(ScalarNode scalar) => scalar.HasTemplates && TemplateLiteral.Of(scalar.Text) is null;

    private static ConfigNode Find(SopsText file, ConfigPath path) => file.Roots.Select(path.Find).First(static node => node is not null)!;

    private void Refuse(ConfigNode at, ConfigPath? path, string message, string hint) => _diagnostics.Add(Problem(at, path, message, hint));

    private static Diagnostic Problem(ConfigNode at, ConfigPath? path, string message, string? hint) =>
        Diagnostic.At(at, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, message) with { Path = path is { IsRoot: false } ? path : null, Hint = hint, IsSensitive = true };
}
