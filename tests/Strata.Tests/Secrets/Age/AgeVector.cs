using System.IO.Compression;
using System.Text;

namespace Strata.Tests.Secrets.Age;

/// <summary>A file of the age test kit: what becomes of an age file, and that file.</summary>
internal sealed record AgeVector(string Expect, string? Payload, string[] Identities, string[] Passphrases, bool IsArmored, byte[] File)
{
    public static AgeVector Read(string path)
    {
        var bytes = System.IO.File.ReadAllBytes(path);
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var fields = Encoding.UTF8.GetString(bytes.AsSpan(0, end)).Split('\n').Select(static line => line.Split(": ", 2)).ToLookup(static field => field[0], static field => field[1]);
        Assert.All(fields.Select(static field => field.Key), static key => Assert.Contains(key, new[] { "expect", "payload", "identity", "passphrase", "armored", "compressed", "file key", "comment" }));
        var file = bytes[(end + 2)..];
        if (fields["compressed"].Any())
        {
            using var inflated = new MemoryStream();
            using var source = new ZLibStream(new MemoryStream(file), CompressionMode.Decompress);
            source.CopyTo(inflated);
            file = inflated.ToArray();
        }

        return new AgeVector(fields["expect"].Single(), fields["payload"].SingleOrDefault(), [.. fields["identity"]], [.. fields["passphrase"]], fields["armored"].Contains("yes"), file);
    }
}
