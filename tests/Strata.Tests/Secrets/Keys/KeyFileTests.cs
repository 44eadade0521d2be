using System.Text;
using Strata.Secrets;
using Strata.Secrets.Age;
using Strata.Secrets.Keys;

namespace Strata.Tests.Secrets.Keys;

/// <summary>Files of keys of every length.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(100_000)]
    public void Identities_BehindACommentOfAnyLength_AreRead(int length)
    {
        using var identity = AgeIdentity.Generate();

        // The file's end stands where a buffer's does, before it and behind it.
        foreach (var off in (int[])[-1, 0, 1])
        {
            var line = identity.Reveal() + "\n";
            File.WriteAllText(_file, $"#{new string('x', Math.Max(0, length - line.Length - 2 + off))}\n{line}");

            var ring = new KeyRing([KeySource.OfFile(_file)]);

            Assert.Equal(identity.ToRecipient().ToString(), Assert.Single(ring.Identities).ToRecipient().ToString());
            Assert.Empty(ring.Problems);
        }
    }

    [Fact]
    public void File_OfAMebibyte_IsToldToBeTooLong()
    {
        File.WriteAllBytes(_file, Encoding.ASCII.GetBytes("#" + new string('x', 1024 * 1024)));

        var ring = new KeyRing([KeySource.OfFile(_file)]);

        Assert.Empty(ring.Identities);
        Assert.Equal($"{_file}: it is too long for a file of keys", Assert.Single(ring.Problems));
    }
}
