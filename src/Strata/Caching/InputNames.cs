using System.IO.Hashing;
using System.Runtime.InteropServices;
using Strata.Selection;

namespace Strata.Caching;

/// <summary>
/// What a resolution of known files depends on besides them: not the values, their names. Whoever has the same files, and the same
/// values under these names, gets the same configuration; what is not named here was never looked at. Immutable.
/// </summary>
internal sealed record InputNames
{
    // Secrets are hashed with it: two configurations with the same password have nothing in common to be seen.
    private const int SaltLength = 16;

    /// <summary>The hashes of the variables' names, in order: a large configuration looks at thousands, and few of them are set.</summary>
    public required ulong[] Variables { get; init; }

    public required string[] Includes { get; init; }

    /// <summary>The schema files, relative to the overrides directory.</summary>
    public required string[] Schemas { get; init; }

    /// <summary>Whether a condition looks at the machine's name.</summary>
    public required bool UsesHost { get; init; }

    /// <summary>Whether an override is encrypted: what it says, or whether it was changed, only its keys tell.</summary>
    public required bool UsesKeys { get; init; }

    /// <summary>When the overrides apply that did.</summary>
    public required ValidityWindow Window { get; init; }

    public required byte[] Salt { get; init; }

    public static byte[] NewSalt() => Guid.NewGuid().ToByteArray()[..SaltLength];

    /// <summary>The key of the configuration that these inputs give.</summary>
    /// <param name="recipe">The key of the files, the context and the options.</param>
    /// <param name="context">The context.</param>
    /// <param name="values">The values.</param>
    public Fingerprint KeyOf(in Fingerprint recipe, ResolutionContext context, IInputValues values)
    {
        // The salt is no other's: it stands for all the names, those of unset variables too.
        var text = new ByteText().Add(recipe).Add(Window.From.UtcTicks).Add(Window.Until.UtcTicks).Add(Salt);
        foreach (var name in context.Variables.Names.Where(name => Variables.AsSpan().BinarySearch(HashOf(name)) >= 0).Order(StringComparer.Ordinal))
        {
            _ = context.Variables.TryGetValue(name, out var value, out var source);
            text.Add(name).Add((long)source).Add(context.Variables.IsSecret(name, source)).Add(value);
        }

        foreach (var name in Includes)
        {
            text.Add(name).Add(values.Include(name));
        }

        foreach (var path in Schemas)
        {
            var (outcome, content) = values.Schema(path);
            text.Add(path).Add((long)outcome).Add(content);
        }

        return text.Add(UsesHost ? context.Host : null).Add(UsesKeys ? values.Keys : []).ToFingerprint();
    }

    /// <summary>The hashes of names, as <see cref="Variables"/> has them. Where two names have one hash, one that was not looked at is taken for one that was, and that is all.</summary>
    public static ulong[] HashesOf(IEnumerable<string> names) => [.. names.Select(HashOf).Order()];

    public bool IsSameAs(InputNames other) =>
        UsesHost == other.UsesHost && UsesKeys == other.UsesKeys && Window == other.Window && Variables.AsSpan().SequenceEqual(other.Variables)
        && Includes.AsSpan().SequenceEqual(other.Includes) && Schemas.AsSpan().SequenceEqual(other.Schemas);

    public void WriteTo(ByteText text) => text.Add(MemoryMarshal.AsBytes(Variables.AsSpan())).Add(Includes).Add(Schemas).Add(UsesHost).Add(UsesKeys).Add(Window.From.UtcTicks).Add(Window.Until.UtcTicks).Add(Salt);

    public static InputNames Read(ref ByteTextReader reader) => new()
    {
        Variables = MemoryMarshal.Cast<byte, ulong>(reader.ReadBytes()).ToArray(),
        Includes = reader.ReadTexts(),
        Schemas = reader.ReadTexts(),
        UsesHost = reader.ReadBoolean(),
        UsesKeys = reader.ReadBoolean(),
        Window = new ValidityWindow(InstantOf(reader.ReadNumber()), InstantOf(reader.ReadNumber())),
        Salt = reader.ReadBytes().ToArray(),
    };

    private static ulong HashOf(string name) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(name.AsSpan()));

    private static DateTimeOffset InstantOf(long ticks) =>
        ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw new InvalidDataException("An instant is out of range.");
}
