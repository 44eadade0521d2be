using Strata.Store;
using Strata.Tests.Sources;

namespace Strata.Tests.Store;

public sealed class OverrideBundleTests : IDisposable
{
    private readonly TempDirectory _from = new();
    private readonly TempDirectory _to = new();
    private readonly TempDirectory _elsewhere = new();
    private readonly OverrideStore _store;
    private readonly string _bundle;

    public OverrideBundleTests()
    {
        _from.Write("a.yml", "# é\na: &x 1\nb: *x\n").Write("t/b.json", "{ \"a\": 1 }").Write("c.toml", "a = 1\n");
        _store = new OverrideManager(_to.Path).Overrides;
        _bundle = _elsewhere["bundle.json"];
        new OverrideManager(_from.Path).Overrides.Export(_bundle);
    }

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void Import_IntoAnEmptyDirectory_GivesTheSameFiles()
    {
        var imported = _store.Import(_bundle);

        Assert.Equal(["a", "c", "t/b"], imported.Select(static document => document.Name));
        Assert.All(["a.yml", "c.toml", "t/b.json"], (string name) => Assert.Equal(File.ReadAllBytes(_from[name]), File.ReadAllBytes(_to[name])));
        Assert.Empty(_store.Import(_bundle));
    }

    [Fact]
    public void Import_OfWhatSaysSomethingElseThere_IsAsAsked()
    {
        _to.Write("c.toml", "a = 2\n");

        Assert.Equal("c", Assert.Throws<OverrideConflictException>(() => _store.Import(_bundle)).Name);
        Assert.Equal(["c.toml"], Files());

        Assert.Equal(["a", "t/b"], _store.Import(_bundle, ImportConflicts.Keep).Select(static document => document.Name));
        Assert.Equal("a = 2\n", File.ReadAllText(_to["c.toml"]));

        Assert.Equal(["c"], _store.Import(_bundle, ImportConflicts.Replace).Select(static document => document.Name));
        Assert.Equal("a = 1\n", File.ReadAllText(_to["c.toml"]));
    }

    [Fact]
    public void Import_NameInAnotherFormat_IsAConflict()
    {
        _to.Write("a.json", "{}");

        Assert.Throws<OverrideConflictException>(() => _store.Import(_bundle, ImportConflicts.Replace));
        Assert.Equal(["a.json"], Files());
    }

    [Fact]
    public void Import_WhenAWriteFails_TakesTheOthersBack()
    {
        // "t" is a file, and t/b.json cannot stand below it.
        _to.Write("a.yml", "a: 0\n").Write("t", "in the way");

        Assert.ThrowsAny<IOException>(() => _store.Import(_bundle, ImportConflicts.Replace));

        Assert.Equal(["a.yml", "t"], Files());
        Assert.Equal("a: 0\n", File.ReadAllText(_to["a.yml"]));
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no bundle")]
    [InlineData("{\"format\":\"strata-overrides-2\",\"overrides\":[]}", "no bundle")]
    [InlineData("{\"format\":\"strata-overrides-1\",\"overrides\":[{\"file\":\"a.yml\"}]}", "no text \"checksum\"")]
    [InlineData("{\"format\":\"strata-overrides-1\",\"overrides\":[{\"file\":\"a.yml\",\"checksum\":\"sha256:0\",\"text\":\"a: 1\"}]}", "not what its checksum says")]
    [InlineData("{\"format\":\"strata-overrides-1\",\"overrides\":[{\"file\":\"../a.yml\",\"checksum\":\"\",\"text\":\"\"}]}", "leads out of its directory")]
    [InlineData("{\"format\":\"strata-overrides-1\",\"overrides\":[{\"file\":\"run.sh\",\"checksum\":\"\",\"text\":\"\"}]}", "does not end in .yml")]
    public void Import_OfWhatIsNoBundle_SaysWhy(string text, string reason)
    {
        File.WriteAllText(_bundle, text);

        Assert.Contains(reason, Assert.Throws<OverrideValidationException>(() => _store.Import(_bundle)).Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public void Import_OfNoFile_SaysSo() => Assert.Throws<OverrideValidationException>(() => _store.Import(_elsewhere["missing.json"]));

    private string[] Files() => [.. Directory.EnumerateFiles(_to.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_to.Path, path)).Order(StringComparer.Ordinal)];
}
