using System.Diagnostics;
using System.Text;
using Strata.Secrets.Age;
using Strata.Tests.Sources;

namespace Strata.Tests.Secrets.Age;

/// <summary>Files go both ways between us and Debian's <c>age</c> and <c>age-keygen</c>.</summary>
[Trait("Level", "integration")]
public sealed class AgeProgramTests : IDisposable
{
    private readonly TempDirectory _directory;

    public AgeProgramTests()
    {
        Assert.SkipUnless(IsThere("age") && IsThere("age-keygen"), "the program age is absent (Debian package age)");
        _directory = new TempDirectory();
    }

    [Fact]
    public void Keygen_ItsFile_IsReadAsItIs()
    {
        var file = Run("age-keygen", []);
        var identity = Assert.Single(AgeIdentityFile.Read(file, static () => null));

        Assert.Contains($"# public key: {identity.ToRecipient()}\n", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        Assert.EndsWith($"\n{identity.Reveal()}\n", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Keygen_OurFile_IsReadByIt()
    {
        var identity = AgeIdentity.Generate();
        var path = Write("key.txt", Encoding.UTF8.GetBytes(AgeIdentityFile.Reveal(identity, DateTimeOffset.UnixEpoch)));

        Assert.Equal($"{identity.ToRecipient()}\n", Encoding.UTF8.GetString(Run("age-keygen", ["-y", path])));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(17, true)]
    [InlineData(65536, false)]
    [InlineData(150_000, true)]
    public void Age_ItsFiles_AreOpened(int length, bool armored)
    {
        var content = Content(length);
        var (identity, other) = (AgeIdentity.Generate(), AgeIdentity.Generate());
        var path = Write("content", content);
        var file = Run("age", [.. armored ? ["-a"] : Array.Empty<string>(), "-r", $"{other.ToRecipient()}", "-r", $"{identity.ToRecipient()}", path]);

        Assert.Equal(armored, AgeArmor.IsArmored(file));
        Assert.Equal(content, AgeFile.Decrypt(file, identity));
        if (armored)
        {
            Assert.Equal(Encoding.ASCII.GetString(file), AgeArmor.Encode(AgeArmor.Decode(file)));
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(17, false)]
    [InlineData(65536, true)]
    [InlineData(150_000, false)]
    public void Age_OurFiles_AreOpenedByIt(int length, bool armored)
    {
        var content = Content(length);
        var identity = AgeIdentity.Generate();
        var key = Write("key.txt", Encoding.UTF8.GetBytes(AgeIdentityFile.Reveal(identity, DateTimeOffset.UnixEpoch)));
        var file = AgeFile.Encrypt(content, AgeIdentity.Generate().ToRecipient(), identity.ToRecipient());
        var path = Write("content.age", armored ? Encoding.ASCII.GetBytes(AgeArmor.Encode(file)) : file);

        Assert.Equal(content, Run("age", ["-d", "-i", key, path]));
    }

    [Fact]
    public void Age_Passphrase_OpensOurFileAndWritesOneForUs()
    {
        // It asks on a terminal only; script(1) gives it one.
        Assert.SkipUnless(IsThere("script"), "the program script is absent (Debian package bsdutils)");
        var ours = Write("ours.age", AgeFile.Encrypt("for age"u8, new AgePassphrase("correct horse", 10)));
        var opened = _directory["opened"];
        var theirs = _directory["theirs.age"];
        var content = Write("content", "for us"u8.ToArray());

        Run("script", ["-qec", $"age -d -o '{opened}' '{ours}'", "/dev/null"], "correct horse\n");
        Run("script", ["-qec", $"age -p -o '{theirs}' '{content}'", "/dev/null"], "correct horse\n", "correct horse\n");

        Assert.Equal("for age"u8, File.ReadAllBytes(opened));
        Assert.Equal("for us"u8, AgeFile.Decrypt(File.ReadAllBytes(theirs), new AgePassphrase("correct horse")));
    }

    public void Dispose() => _directory.Dispose();

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    private string Write(string name, byte[] bytes) => _directory.Write(name, bytes)[name];

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));

    // Each answer is given when the program has asked once more: a prompt discards what was typed before it.
    private static byte[] Run(string program, string[] arguments, params string[] answers)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = new MemoryStream();
        var buffer = new byte[4096];
        foreach (var answer in answers)
        {
            do
            {
                var count = process.StandardOutput.BaseStream.Read(buffer);
                Assert.NotEqual(0, count);
                output.Write(buffer, 0, count);
            }
            while (!Encoding.UTF8.GetString(output.ToArray()).Contains("passphrase", StringComparison.OrdinalIgnoreCase));

            output.SetLength(0);
            process.StandardInput.Write(answer);
            process.StandardInput.Flush();
        }

        if (answers.Length == 0)
        {
            process.StandardInput.Close();
        }

        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result + Encoding.UTF8.GetString(output.ToArray()));
        return output.ToArray();
    }
}
