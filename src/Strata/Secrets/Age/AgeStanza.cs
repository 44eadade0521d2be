using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Strata.Secrets.Age;

/// <summary>
/// A stanza of an age header: the file key, wrapped for one recipient. Those of kinds that are not known here are kept as they are.
/// Immutable.
/// </summary>
internal sealed class AgeStanza
{
    /// <summary>The kind for an X25519 recipient.</summary>
    public const string X25519 = "X25519";

    /// <summary>The kind for a passphrase.</summary>
    public const string Scrypt = "scrypt";

    /// <summary>The kind for a hybrid recipient, which is not supported.</summary>
    public const string Hybrid = "mlkem768x25519";

    /// <summary>How long each line of a body is, but the last, which is shorter.</summary>
    public const int Columns = 64;

    private readonly byte[] _body;

    /// <param name="kind">The first word of the stanza.</param>
    /// <param name="arguments">The other words: visible ASCII characters, at least one in each.</param>
    /// <param name="body">What is wrapped.</param>
    public AgeStanza(string kind, ImmutableArray<string> arguments, byte[] body)
    {
        Kind = kind;
        Arguments = arguments;
        _body = body;
    }

    /// <summary>The kind of recipient that the stanza is for.</summary>
    public string Kind { get; }

    /// <summary>What the kind says is needed to unwrap the body.</summary>
    public ImmutableArray<string> Arguments { get; }

    /// <summary>What is wrapped.</summary>
    public ReadOnlySpan<byte> Body => _body;

    /// <summary>Whether the stanza is there only so that readers do not forget to skip what they do not know.</summary>
    public bool IsGrease => Kind.EndsWith("-grease", StringComparison.Ordinal);

    /// <summary>Writes the stanza as it stands in a header.</summary>
    public void WriteTo(StringBuilder header)
    {
        header.Append("-> ").Append(Kind);
        foreach (var argument in Arguments)
        {
            header.Append(' ').Append(argument);
        }

        // A body that fills its last line is followed by an empty one.
        var text = CanonicalBase64.Encode(_body, padded: false);
        for (var at = 0; at <= text.Length; at += Columns)
        {
            header.Append('\n').Append(text, at, Math.Min(Columns, text.Length - at));
        }

        header.Append('\n');
    }

    /// <summary>Checks that a stanza of a known kind is as its kind says.</summary>
    /// <exception cref="AgeException">It is not.</exception>
    public void Check()
    {
        switch (Kind)
        {
            case X25519:
                Argument(0, 1, AgeRecipient.KeyLength);
                break;
            case Scrypt:
                Argument(0, 2, AgePassphrase.SaltLength);
                if (!IsWorkFactor(Arguments[1]))
                {
                    throw Wrong("the work factor is no number");
                }

                break;
            default:
                return;
        }

        // A key of another length would tell two recipients different things of one file.
        if (_body.Length != SealedFileKey.Length)
        {
            throw Wrong($"{_body.Length} bytes are wrapped where {SealedFileKey.Length} must be");
        }
    }

    /// <summary>An argument's bytes, where there are as many arguments, and as many bytes, as there must be.</summary>
    /// <exception cref="AgeException">There are not.</exception>
    public byte[] Argument(int index, int count, int length)
    {
        if (Arguments.Length != count)
        {
            throw Wrong($"it has {Arguments.Length} arguments where {count} must be");
        }

        var bytes = CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(Arguments[index]), padded: false);
        return bytes?.Length == length ? bytes : throw Wrong($"argument {index + 1} is not base64 of {length} bytes");
    }

    /// <summary>A stanza that is not as its kind says.</summary>
    public AgeException Wrong(string reason) =>
        new(AgeFailure.Header, string.Create(CultureInfo.InvariantCulture, $"the header's {Kind} stanza is malformed: {reason}"));

    // Short enough for an int; what is too much work is for the one who would do it to say.
    private static bool IsWorkFactor(string text) =>
        text.Length is > 0 and < 9 && text[0] is >= '1' and <= '9' && text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;
}
