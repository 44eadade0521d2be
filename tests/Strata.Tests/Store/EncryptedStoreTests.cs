using System.Text;
using Strata.Diagnostics;
using Strata.Store;
using Strata.Tests.Encryption;
using Strata.Tests.Sources;

namespace Strata.Tests.Store;

public sealed class EncryptedStoreTests : IDisposable
{
    private const string Clear = "# Secrets of docker.\ndatabase:\n  host: db # its name\n  password: hunter2-hunter2\n";

    private readonly TempDirectory _directory = new();
    private readonly SealedText _sealed = new();
    private readonly string _encrypted;

    public EncryptedStoreTests()
    {
        _encrypted = _sealed.Encrypt(Clear);
        _directory.Write("docker.yml", _encrypted);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Update_WithTheKey_SealsItAgain()
    {
        var store = WithKey();

        store.Update("docker", "database: { host: other }");
        var first = Read();
        store.Update("docker", "database: { password: another-one-now }");
        var second = Read();

        Assert.Contains("host: other # its name", first, StringComparison.Ordinal);
        Assert.Equal(CipherText(_encrypted), CipherText(first));
        Assert.NotEqual(CipherText(first), CipherText(second));
        Assert.DoesNotContain("another-one-now", second, StringComparison.Ordinal);
        Assert.Contains("password: another-one-now", _sealed.Decrypt(second), StringComparison.Ordinal);
        Assert.NotNull(_sealed.Resolve(first).Configuration);
        Assert.NotNull(_sealed.Resolve(second).Configuration);
    }

    [Fact]
    public void Update_OfANewSecret_EncryptsIt()
    {
        WithKey().Update("docker", "redis: { password: new-secret-here }");

        Assert.DoesNotContain("new-secret-here", Read(), StringComparison.Ordinal);
        Assert.Contains("new-secret-here", _sealed.Decrypt(Read()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("database: { host: other }", UpdateMode.Merge)]
    [InlineData("database: { host: other }", UpdateMode.Replace)]
    public void Update_WithoutTheKey_IsRefusedAndChangesNothing(string text, UpdateMode mode)
    {
        var store = new OverrideManager(_directory.Path, new OverrideManagerOptions { ReadKeyVariables = false }).Overrides;

        var exception = Assert.Throws<OverrideValidationException>(() => store.Update("docker", text, mode));

        Assert.Contains(exception.Result.Errors, static error => error.Code == DiagnosticCode.LockedOverride && error.Hint is not null);
        Assert.Equal(_encrypted, Read());
    }

    [Fact]
    public void Update_ReplaceThatLosesItsEncryption_IsRefused()
    {
        Assert.Throws<OverrideValidationException>(() => WithKey().Update("docker", Clear, UpdateMode.Replace));
        Assert.Equal(_encrypted, Read());
    }

    [Fact]
    public void Update_ReplaceWithAChangedText_SealsItAgain()
    {
        var store = WithKey();
        var text = store.Get("docker").Text.Replace("host: db", "host: third", StringComparison.Ordinal);

        store.Update("docker", text, UpdateMode.Replace);

        Assert.Contains("host: third", Read(), StringComparison.Ordinal);
        Assert.NotNull(_sealed.Resolve(Read()).Configuration);
    }

    [Fact]
    public void Update_OfWhatSomebodyChangedWithoutTheKey_IsRefused()
    {
        var tampered = _encrypted.Replace("host: db", "host: evil", StringComparison.Ordinal);
        _directory.Write("docker.yml", tampered);

        var exception = Assert.Throws<OverrideValidationException>(() => WithKey().Update("docker", "database: { port: 1 }"));

        Assert.Contains(exception.Result.Errors, static error => error.Code == DiagnosticCode.BrokenSeal);
        Assert.Equal(tampered, Read());
    }

    [Fact]
    public void Export_WithoutTheKey_KeepsWhatIsEncrypted()
    {
        using var other = new TempDirectory();
        var bundle = _directory[".bundle.json"];
        new OverrideManager(_directory.Path, new OverrideManagerOptions { ReadKeyVariables = false }).Overrides.Export(bundle);

        new OverrideManager(other.Path, new OverrideManagerOptions { ReadKeyVariables = false }).Overrides.Import(bundle);

        Assert.DoesNotContain("hunter2", File.ReadAllText(bundle), StringComparison.Ordinal);
        Assert.Equal(_encrypted, File.ReadAllText(other["docker.yml"]));
    }

    private OverrideStore WithKey() => new(_directory.Path, ResolutionOptions.Default with { Keys = _sealed.Keys }, _sealed.Keys);

    private string Read() => Encoding.UTF8.GetString(File.ReadAllBytes(_directory["docker.yml"]));

    private static string CipherText(string text) => text.Split('\n').First(static line => line.Contains("password:", StringComparison.Ordinal));
}
