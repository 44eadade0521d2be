using System.Collections.Immutable;
using System.Globalization;
using System.Text.Unicode;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>One walk over the documents of a SOPS file, that decrypts them and feeds the MAC. For one thread, and one file.</summary>
internal sealed class SopsDecryption(SopsRule rule, SopsCipher cipher, SopsMac mac)
{
    // After so many the rest is noise.
    private const int MaxProblems = 100;

    private readonly ImmutableArray<SopsProblem>.Builder _problems = ImmutableArray.CreateBuilder<SopsProblem>();

    /// <summary>A document in clear. Where something is wrong with it, that is kept, and the document is not to be used.</summary>
    /// <param name="document">The document, without the <c>sops</c> block.</param>
    public MappingNode Decrypt(MappingNode document) => Mapping(document, new Place("", ConfigPath.Root, Hits: false));

    /// <summary>Throws what was wrong with the documents so far, if anything was.</summary>
    /// <exception cref="SopsException">Something was.</exception>
    public void ThrowProblems()
    {
        if (_problems.Count > 0)
        {
            throw new SopsException(_problems.ToImmutable());
        }
    }

    // As deep as the limit on nesting.
    private MappingNode Mapping(MappingNode mapping, Place place) => mapping.Rewrite(place, (key, value, outer) =>
    {
        var inner = new Place($"{outer.Bound}{key}:", outer.Path.Append(key), outer.Hits || rule.Hits(key));
        return Node(value, inner) ?? Misplaced(value, inner);
    });

    private SequenceNode Sequence(SequenceNode sequence, Place place)
    {
        var items = new List<ConfigNode>(sequence.Count);
        for (var i = 0; i < sequence.Count; i++)
        {
            if (Node(sequence[i], place with { Path = place.Path.Append(i) }) is { } item)
            {
                items.Add(item);
            }
        }

        return sequence.With([.. items]);
    }

    // Null for a comment, which SOPS makes an item of its list when it encrypts it.
    private ConfigNode? Node(ConfigNode node, Place place) => node switch
    {
        MappingNode mapping => Mapping(mapping, place),
        SequenceNode sequence => Sequence(sequence, place),
        ScalarNode scalar => Scalar(scalar, place),
        _ => node,
    };

    private ScalarNode? Scalar(ScalarNode scalar, Place place)
    {
        if (scalar.IsNull || (scalar.Type == ScalarType.String && scalar.Text.Length == 0))
        {
            return scalar;
        }

        var looksEncrypted = scalar.Type == ScalarType.String && SopsCipher.IsEncrypted(scalar.Text);
        if (!(rule.Encrypts(place.Hits) ?? looksEncrypted))
        {
            if (GoScalar.TextOf(scalar) is { } text)
            {
                mac.Add(text, isEncrypted: false);
            }

            return scalar;
        }

        if (!looksEncrypted)
        {
            Report(SopsFailure.NotEncrypted, $"{place.Path} is not encrypted, and by the file's rule {rule.Name} it must be", scalar, place, "set it with SOPS, which encrypts it");
            return scalar;
        }

        try
        {
            return Open(scalar, cipher.Decrypt(scalar.Text, place.Bound), place);
        }
        catch (SopsValueException error)
        {
            Report(error.Failure, $"{place.Path} cannot be decrypted: {error.Message}", scalar, place, "restore the file");
            return scalar;
        }
    }

    private ScalarNode? Open(ScalarNode scalar, SopsValue value, Place place)
    {
        switch (value.Type)
        {
            case SopsType.Comment:
                return null;
            case SopsType.Integer:
                var whole = long.Parse(value.Bytes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
                mac.Add(whole, isEncrypted: true);
                return new DecryptedNode(scalar, place.Path, whole, ScalarType.Integer);
            case SopsType.Float:
                var number = GoScalar.TextOf(NumberOf(value.Reveal()));
                mac.Add(number, isEncrypted: true);
                return new DecryptedNode(scalar, place.Path, YamlFloat(number), ScalarType.Float);
            case SopsType.Boolean:
                mac.Add(value.Bytes);
                return new DecryptedNode(scalar, place.Path, value.Bytes[0] == 'T' ? "true" : "false", ScalarType.Boolean);
            case SopsType.Time:
                var time = value.Reveal();
                mac.Add(GoTime.TryRead(time, out var written) ? written : time, isEncrypted: true);
                return new DecryptedNode(scalar, place.Path, time, ScalarType.String);
            case SopsType.Bytes when !Utf8.IsValid(value.Bytes):
                Report(SopsFailure.WrongType, $"{place.Path} holds bytes that are no text", scalar, place);
                return scalar;
            default:
                mac.Add(value.Bytes);
                return new DecryptedNode(scalar, place.Path, value.Reveal(), ScalarType.String);
        }
    }

    private ScalarNode Misplaced(ConfigNode node, Place place)
    {
        Report(SopsFailure.WrongType, $"{place.Path} is an encrypted comment, where a value must stand", node, place);
        return (ScalarNode)node;
    }

    private void Report(SopsFailure failure, string message, ConfigNode at, Place place, string? hint = null)
    {
        if (_problems.Count < MaxProblems)
        {
            _problems.Add(new SopsProblem(failure, message, at, place.Path, hint));
        }
    }

    private static double NumberOf(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string YamlFloat(string number) => number switch
    {
        "NaN" => ".nan",
        "+Inf" => ".inf",
        "-Inf" => "-.inf",
        _ => number.Contains('.', StringComparison.Ordinal) ? number : number + ".0",
    };

    /// <param name="Bound">What a value here is bound to: the keys from the root, each with a colon.</param>
    /// <param name="Path">The path, with list indexes.</param>
    /// <param name="Hits">Whether the rule hit at a key of it.</param>
    private readonly record struct Place(string Bound, ConfigPath Path, bool Hits);
}
