using System.Text;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>The file that an application starts from without its server: whole, of this question and this key, or not at all.</summary>
public sealed class LastKnownGoodFileTests : IDisposable
{
    private const string Secret = "s3cret-marmot";

    private static readonly string Key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray());
    private static readonly DateTimeOffset At = new(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);
    private static readonly ServedContent Content = new(
        new ServedPoint("e1", 7), Encoding.UTF8.GetBytes($$"""{"password": "{{Secret}}"}"""), "\"a\"", "{\"password\": \"********\"}"u8.ToArray(), "\"b\"", At);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-kept-");

    private string Path => System.IO.Path.Combine(_directory.FullName, "kept", "app.kept");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void File_WithAKey_GivesBackWhatWasWrittenAndShowsNothing(bool isPassphrase)
    {
        var key = isPassphrase ? "correct horse battery staple" : Key;
        File(key).Write(Content);
        var read = File(key).Read();
        AssertSame(Content, read);
        Assert.DoesNotContain(Secret, Latin1(), StringComparison.Ordinal);
        Assert.DoesNotContain("password", Latin1(), StringComparison.Ordinal);
        Assert.StartsWith("strata-last-known-good 1\n", Latin1(), StringComparison.Ordinal);
        Assert.Contains("\"revision\":7", Latin1(), StringComparison.Ordinal);
    }

    [Fact]
    public void File_WrittenTwice_IsSealedOtherwiseEachTime()
    {
        var file = File();
        file.Write(Content);
        var first = Latin1();
        file.Write(Content);
        Assert.NotEqual(first, Latin1());
        AssertSame(Content, File().Read());
    }

    [Fact]
    public void File_WithoutAKey_IsReadBackAndNoticesAChangeAllTheSame()
    {
        File(key: null).Write(Content);
        AssertSame(Content, File(key: null).Read());
        System.IO.File.WriteAllBytes(Path, Encoding.Latin1.GetBytes(Latin1().Replace("marmot", "weasel", StringComparison.Ordinal)));
        AssertReason("it was changed after it was written", File(key: null));
    }

    [Fact]
    public void File_IsForItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        System.IO.File.WriteAllText(Path, "old");
        System.IO.File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File().Write(Content);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(Path));
        Assert.Equal([Path], Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
    }

    [Fact]
    public void File_CutAnywhere_IsRefusedWithAReason()
    {
        File().Write(Content);
        var bytes = System.IO.File.ReadAllBytes(Path);
        for (var length = 0; length < bytes.Length; length++)
        {
            System.IO.File.WriteAllBytes(Path, bytes[..length]);
            var reason = Assert.Throws<LastKnownGoodException>(() => File().Read()).Message;
            Assert.Contains("cut short", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void File_ChangedAnywhere_IsRefused()
    {
        File().Write(Content);
        var bytes = System.IO.File.ReadAllBytes(Path);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x04;
            System.IO.File.WriteAllBytes(Path, bytes);
            Assert.Throws<LastKnownGoodException>(() => File().Read());
            bytes[at] ^= 0x04;
        }

        System.IO.File.WriteAllBytes(Path, [.. bytes, 0]);
        AssertReason("it is longer than it was written", File());
    }

    [Fact]
    public void File_OfAnotherKey_SaysSo()
    {
        File().Write(Content);
        AssertReason("it was written with another key", File("another"));
        AssertReason("it is encrypted, and no key was given", File(key: null));
        File(key: null).Write(Content);
        AssertReason("it is not encrypted, and a key was given", File());
    }

    [Fact]
    public void File_OfAnotherQuestion_SaysWhich()
    {
        File().Write(Content);
        AssertReason("it is of another context", File(configure: static options => options.Tenant = "acme"));
        AssertReason("it is of another context", File(configure: static options => options.Reveal = false));
        AssertReason("it is of another configuration: \"app\" of the space \"shop\" at http://127.0.0.1:1/", File(type: "other"));
    }

    [Fact]
    public void File_ThatIsNone_IsNullAndOneThatIsSomethingElseIsRefused()
    {
        Assert.Null(File().Read());
        Directory.CreateDirectory(Path);
        AssertReason("permission to read it is missing, or it is no file", File());
        Assert.Contains("cannot be written", Assert.Throws<LastKnownGoodException>(() => File().Write(Content)).Message, StringComparison.Ordinal);
        Directory.Delete(Path);
        System.IO.File.WriteAllText(Path, "{ \"password\": \"of something else altogether\" }\n");
        AssertReason("it is no such file, or of another version", File());
    }

    private static void AssertSame(ServedContent expected, ServedContent? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Body, actual.Body);
        Assert.Equal(expected.Masked, actual.Masked);
        Assert.Equal(expected with { Body = actual.Body, Masked = actual.Masked }, actual);
    }

    private static void AssertReason(string reason, LastKnownGoodFile file)
    {
        var message = Assert.Throws<LastKnownGoodException>(() => file.Read()).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(file.Path, message, StringComparison.Ordinal);
    }

    private string Latin1() => Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(Path));

    private LastKnownGoodFile File(string? key = "", string type = "app", Action<StrataServerOptions>? configure = null)
    {
        var options = new StrataServerOptions { Environment = "production" };
        configure?.Invoke(options);
        return new LastKnownGoodFile(Path, key == "" ? Key : key, new ServerQuestion(new Uri("http://127.0.0.1:1"), "shop", type, options));
    }
}
