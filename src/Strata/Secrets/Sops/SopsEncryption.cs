using System.Collections.Immutable;
using System.Globalization;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>One walk over the documents of a file, that encrypts them and feeds the MAC. For one thread, and one file.</summary>
internal sealed class SopsEncryption(SopsEncryptionOptions options, SopsCipher cipher)
{
    private readonly ImmutableArray<SopsReplacement>.Builder _replacements = ImmutableArray.CreateBuilder<SopsReplacement>();
    private readonly ImmutableArray<SopsProblem>.Builder _problems = ImmutableArray.CreateBuilder<SopsProblem>();
    private int _document;

    /// <summary>The encrypted file.</summary>
    /// <param name="documents">The documents in clear.</param>
    /// <param name="recipients">The data key, wrapped for each recipient.</param>
    /// <param name="clock">Tells when the file was last changed.</param>
    /// <exception cref="SopsException">Something of it cannot be written as SOPS reads it.</exception>
    public SopsEncrypted Run(IReadOnlyList<MappingNode> documents, ImmutableArray<SopsRecipient> recipients, TimeProvider clock)
    {
        if (options.Rule.IsOfComments)
        {
            throw new SopsException(
                SopsFailure.Unwritable,
                $"files whose comments tell what is encrypted ({options.Rule.Name}) are read, not written",
                documents[0],
                ConfigPath.Root,
                "choose what is encrypted by its keys: encrypted_regex");
        }

        using var mac = new SopsMac(options.MacOnlyEncrypted);
        var encrypted = ImmutableArray.CreateBuilder<MappingNode>(documents.Count);
        foreach (var document in documents)
        {
            CheckKeys(document);
            encrypted.Add((MappingNode)Node(document, new Place("", ConfigPath.Root, Hits: false), mac));
            _document++;
        }

        if (_problems.Count > 0)
        {
            throw new SopsException(_problems.ToImmutable());
        }

        var lastModified = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new SopsEncrypted(options.Format, encrypted.MoveToImmutable(), _replacements.DrainToImmutable(), new SopsMetadata
        {
            Recipients = recipients,
            LastModified = lastModified,
            Mac = mac.Seal(cipher, lastModified),
            Rule = options.Rule,
            MacOnlyEncrypted = options.MacOnlyEncrypted,
        });
    }

    // As deep as the limit on nesting.
    private ConfigNode Node(ConfigNode node, Place place, SopsMac mac)
    {
        switch (node)
        {
            case MappingNode mapping:
                return mapping.Rewrite(place, (key, value, outer) =>
                    Node(value, new Place($"{outer.Bound}{key}:", outer.Path.Append(key), outer.Hits || options.Rule.Hits(key)), mac));
            case SequenceNode sequence:
                return sequence.Rewrite(place, (index, item, outer) => Node(item, outer with { Path = outer.Path.Append(index) }, mac));
            case ScalarNode scalar:
                var plain = options.Format == SopsFormat.Dotenv ? AsText(scalar) : scalar;
                return plain.IsNull ? plain : options.Rule.Encrypts(place.Hits) == true ? Encrypted(scalar, plain, place, mac) : Clear(plain, place, mac);
            default:
                return node;
        }
    }

    private ScalarNode Encrypted(ScalarNode scalar, ScalarNode plain, Place place, SopsMac mac)
    {
        if (ValueOf(plain) is not { } value)
        {
            RefuseNumber(scalar, place);
            return scalar;
        }

        mac.Add(value.Bytes);
        var text = cipher.Encrypt(value, place.Bound);
        if (text.Length > 0)
        {
            _replacements.Add(new SopsReplacement(_document, place.Path, scalar, text));
        }

        return new ScalarNode(scalar.Document, scalar.Position, text, ScalarType.String, ScalarStyle.Quoted, scalar.Tag);
    }

    private ScalarNode Clear(ScalarNode scalar, Place place, SopsMac mac)
    {
        var written = options.IsRewritten ? Respelled(scalar) : scalar;
        if (!CanStandInClear(written, out var reason))
        {
            if (reason is null)
            {
                RefuseNumber(scalar, place);
            }
            else
            {
                Refuse(scalar, place.Path, reason, "let the rule encrypt it, or write it otherwise");
            }

            return scalar;
        }

        if (GoScalar.TextOf(written) is { } text)
        {
            mac.Add(text, isEncrypted: false);
        }

        return written;
    }

    // What a writer of a whole new file makes of it.
    private static ScalarNode Respelled(ScalarNode scalar)
    {
        var text = scalar.Type == ScalarType.Integer ? scalar.ToInvariantText() : scalar.Text;
        var style = scalar.Type == ScalarType.String ? ScalarStyle.Quoted : scalar.Style;
        return new ScalarNode(scalar.Document, scalar.Position, text, scalar.Type, style, scalar.Tag, scalar.Flags);
    }

    // The reason is null where it is that of numbers.
    private bool CanStandInClear(ScalarNode scalar, out string? reason)
    {
        reason = options.Format == SopsFormat.Dotenv && scalar.Text.Contains(@"\n", StringComparison.Ordinal) ? @"dotenv files of SOPS have line breaks as \n, and cannot say this text" : null;
        if (reason is not null)
        {
            return false;
        }

        return scalar.Type switch
        {
            // SOPS refuses the whole file for whole numbers that fit 64 bits without a sign only.
            ScalarType.Integer when options.Format == SopsFormat.Yaml => !CoreSchema.TryParseInteger(scalar.Text, out _) ? !ulong.TryParse(CoreSchema.CanonicalInteger(scalar.Text), NumberStyles.None, CultureInfo.InvariantCulture, out _) : true,
            ScalarType.Float => ValueOf(scalar) is { } value && (options.Format != SopsFormat.Json || value.Bytes[^1] is >= (byte)'0' and <= (byte)'9'),
            _ => true,
        };
    }

    private static ScalarNode AsText(ScalarNode scalar) =>
        new(scalar.Document, scalar.Position, scalar.ToInvariantText(), ScalarType.String, ScalarStyle.Quoted, scalar.Tag, scalar.Flags);

    // Null for a number that 64 bits cannot hold.
    private static SopsValue? ValueOf(ScalarNode scalar)
    {
        switch (scalar.Type)
        {
            case ScalarType.Integer:
                return scalar.TryGetInt64(out var whole) ? new SopsValue(SopsType.Integer, whole.ToString(CultureInfo.InvariantCulture)) : null;
            case ScalarType.Float:
                var isInfinite = scalar.Text.AsSpan().TrimStart("+-") is ['.', 'i' or 'I', ..];
                return scalar.TryGetDouble(out var number) && isInfinite == double.IsInfinity(number) ? new SopsValue(SopsType.Float, GoScalar.TextOf(number)) : null;
            case ScalarType.Boolean:
                return new SopsValue(SopsType.Boolean, scalar.Text[0] is 't' or 'T' ? "True" : "False");
            default:
                return new SopsValue(SopsType.Text, scalar.Text);
        }
    }

    private void CheckKeys(MappingNode document)
    {
        foreach (var entry in document.Entries)
        {
            var path = ConfigPath.Root.Append(entry.Key);
            if (options.Format != SopsFormat.Dotenv)
            {
                if (entry.Key == SopsMetadata.Key)
                {
                    Refuse(entry.Value, path, "the key sops is SOPS's own: the file is encrypted with it already, or says something else under it", "decrypt the file first, or rename the key");
                }
            }
            else if (entry.Value is not ScalarNode)
            {
                Refuse(entry.Value, path, $"{path} is a mapping or a list, which a dotenv file cannot hold");
            }
            else if (entry.Key.StartsWith(SopsFlatKeys.Prefix, StringComparison.Ordinal))
            {
                Refuse(entry.Value, path, $"{path} begins with {SopsFlatKeys.Prefix}, as SOPS's own keys do: the file is encrypted with it already, or says something else under it", "decrypt the file first, or rename the key");
            }
            else if (!SopsDotenv.IsKey(entry.Key))
            {
                Refuse(entry.Value, path, $"{path} cannot be the name of a variable in a dotenv file");
            }
        }
    }

    private void RefuseNumber(ScalarNode scalar, Place place) =>
        Refuse(scalar, place.Path, $"{place.Path} is a number that SOPS cannot hold: whole numbers have 64 bits, others those of a double", "quote it: then it is text");

    private void Refuse(ConfigNode node, ConfigPath path, string message, string? hint = null) => _problems.Add(new SopsProblem(SopsFailure.Unwritable, message, node, path, hint));

    /// <param name="Bound">What a value here is bound to: the keys from the root, each with a colon.</param>
    /// <param name="Path">The path, with list indexes.</param>
    /// <param name="Hits">Whether the rule hit at a key of it.</param>
    private readonly record struct Place(string Bound, ConfigPath Path, bool Hits);
}
