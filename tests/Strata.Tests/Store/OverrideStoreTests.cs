using System.Text;
using Strata.Diagnostics;
using Strata.Store;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Store;

public sealed class OverrideStoreTests : IDisposable
{
    private const string Docker = """
        # What the containers have.
        _metadata: { type: docker, description: containers }
        database:
          host: db   # the service's name
          port: 5432
          pool: { min_size: 5, max_size: 50 }
        # Kept as it is.
        tags: [a, b]

        """;

    private readonly TempDirectory _directory = new();
    private readonly OverrideStore _store;

    public OverrideStoreTests()
    {
        _directory.Write("docker.yml", Docker);
        _store = new OverrideManager(_directory.Path).Overrides;
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Update_Merge_ChangesWhatIsSaidAndKeepsEverythingElse()
    {
        var updated = _store.Update("docker", "database: { host: other, pool: { max_size: 80, timeout: 5 }, name: app }\ntags: [c]\n_metadata: { author: me }\n");

        Assert.Equal(
            """
            # What the containers have.
            _metadata: { type: docker, description: containers, author: me }
            database:
              host: other   # the service's name
              port: 5432
              pool: { min_size: 5, max_size: 80, timeout: 5 }
              name: app
            # Kept as it is.
            tags:
              - c

            """,
            Read("docker.yml"));
        Assert.Equal(Read("docker.yml"), updated.Text);
        Assert.Equal(["docker.yml"], Files());
    }

    [Fact]
    public void Update_Unset_TakesTheKeyAway()
    {
        _store.Update("docker", "database: { port: !unset, pool: { min_size: !unset }, missing: !unset }");

        Assert.DoesNotContain("port:", Read("docker.yml"), StringComparison.Ordinal);
        Assert.Contains("  host: db   # the service's name\n  pool: { max_size: 50 }\n", Read("docker.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Update_ThatChangesNothing_WritesNothing()
    {
        var before = File.GetLastWriteTimeUtc(_directory["docker.yml"]);
        File.SetLastWriteTimeUtc(_directory["docker.yml"], before.AddDays(-1));

        _store.Update("docker", "database: { port: 5432 }");

        Assert.Equal(before.AddDays(-1), File.GetLastWriteTimeUtc(_directory["docker.yml"]));
        Assert.Equal(Docker, Read("docker.yml"));
    }

    [Fact]
    public void Update_Replace_IsTheWholeText()
    {
        var document = _store.Get("docker");

        var updated = _store.Update("docker", document.Text.Replace("5432", "6432", StringComparison.Ordinal), UpdateMode.Replace, document.Checksum);

        Assert.Equal(Docker.Replace("5432", "6432", StringComparison.Ordinal), Read("docker.yml"));
        Assert.Equal(updated.Checksum, _store.Get("docker").Checksum);
    }

    [Fact]
    public void Update_OfJson_KeepsItsLayout()
    {
        _directory.Write("local.json", "{\n  \"a\": 1,\n  \"b\": { \"c\": \"x\" }\n}\n");

        _store.Update("local", "b: { c: y, d: true }");

        Assert.Equal("{\n  \"a\": 1,\n  \"b\": { \"c\": \"y\", \"d\": true }\n}\n", Read("local.json"));
    }

    [Fact]
    public void Update_OfOneDocumentOfAStream_LeavesTheOthers()
    {
        _directory.Write("several.yml", "a: 1 # first\n---\na: 2 # second\n");

        var updated = _store.Update("several#2", "a: 3");

        Assert.Equal("several#2", updated.Name);
        Assert.Equal("a: 1 # first\n---\na: 3 # second\n", Read("several.yml"));
    }

    [Fact]
    public void Update_OfAComposeFile_ChangesOnlyItsOverride()
    {
        _directory.Write("compose.yml", "services: { app: { image: x } }\nx-strata:\n  metadata: { type: compose }\n  config:\n    port: 1 # here\n");

        _store.Update("compose", "port: 2\nhost: b\n_metadata: { tags: [t] }");

        Assert.Equal("services: { app: { image: x } }\nx-strata:\n  metadata: { type: compose, tags: [t] }\n  config:\n    port: 2 # here\n    host: b\n", Read("compose.yml"));
    }

    [Theory]
    [InlineData("database: { port: [", "STR0001")]
    [InlineData("_metadata: { tpye: x }", "STR1001")]
    [InlineData("- a", "STR0005")]
    [InlineData("a: 1\n---\nb: 2", "STR8013")]
    [InlineData("tags: !append [c]", "STR8013")]
    public void Update_WithABadText_IsRefusedAndChangesNothing(string text, string code)
    {
        var exception = Assert.Throws<OverrideValidationException>(() => _store.Update("docker", text));

        Assert.Equal(code, exception.Result.Errors[0].Code.ToString());
        Assert.Equal(Docker, Read("docker.yml"));
    }

    [Fact]
    public void Update_ThatWouldMakeTheFileBad_IsRefusedAndChangesNothing()
    {
        Assert.Throws<OverrideValidationException>(() => _store.Update("docker", "a: 1\na: 2\n", UpdateMode.Replace));
        Assert.Throws<OverrideValidationException>(() => _store.Update("docker", "_metadata: { priority: upmost }"));

        Assert.Equal(Docker, Read("docker.yml"));
    }

    [Fact]
    public void Update_OfToml_IsRefusedWithWhatToDo()
    {
        _directory.Write("t.toml", "a = 1\n");

        var exception = Assert.Throws<OverrideValidationException>(() => _store.Update("t", "a: 2"));
        var replaced = _store.Update("t", "a = 2\n", UpdateMode.Replace);

        Assert.Contains("TOML", exception.Message, StringComparison.Ordinal);
        Assert.Equal("a = 2\n", replaced.Text);
    }

    [Fact]
    public void Update_WithAnOldChecksum_IsAConflict()
    {
        var checksum = _store.Get("docker").Checksum;
        _directory.Write("docker.yml", Docker + "# by somebody else\n");

        var exception = Assert.Throws<OverrideConflictException>(() => _store.Update("docker", "database: { port: 1 }", expectedChecksum: checksum));

        Assert.Equal(("docker", checksum), (exception.Name, exception.ExpectedChecksum));
        Assert.NotEqual(checksum, exception.ActualChecksum);
        Assert.EndsWith("# by somebody else\n", Read("docker.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_ByManyAtOnce_LosesNothing()
    {
        const int Writers = 4;
        const int Each = 25;
        _directory.Write("counter.yml", "count: 0\n");

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(() =>
        {
            // Each with a store of its own, as processes have.
            var store = new OverrideManager(_directory.Path).Overrides;
            for (var done = 0; done < Each;)
            {
                var read = store.Get("counter");
                try
                {
                    store.Update("counter", $"count: {Count(read) + 1}", expectedChecksum: read.Checksum);
                    done++;
                }
                catch (OverrideConflictException)
                {
                    // Somebody else was first.
                }
            }
        })));

        Assert.Equal(Writers * Each, Count(_store.Get("counter")));
        Assert.DoesNotContain(Files(), static file => file.StartsWith('.'));
    }

    [Fact]
    public void Create_InADirectoryThatIsNotThere_MakesIt()
    {
        var created = _store.Create("tenants/acme", "_metadata: { type: '*' }\na: 1\n");

        Assert.Equal("tenants/acme", created.Name);
        Assert.Equal("_metadata: { type: '*' }\na: 1\n", Read("tenants/acme.yml"));
        Assert.Equal(["docker", "tenants/acme"], _store.List().Select(static document => document.Name));
    }

    [Fact]
    public void Create_Json_IsReadAsJson() => Assert.Equal("j.json", Path.GetFileName(_store.Create("j", "{\"a\":1}", OverrideFormat.Json).File));

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/etc/outside")]
    [InlineData("a//b")]
    [InlineData(".hidden")]
    [InlineData("tenants/_draft")]
    [InlineData("schemas/x")]
    [InlineData("docker#2")]
    [InlineData("a\\b")]
    [InlineData("C:evil")]
    [InlineData("end.")]
    [InlineData("docker.yaml")]
    [InlineData("nul\0byte")]
    public void Create_NameThatIsNone_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(() => _store.Create(name, "a: 1"));
        Assert.Equal(["docker.yml"], Files());
    }

    [Theory]
    [InlineData("docker", OverrideFormat.Yaml)]
    [InlineData("docker", OverrideFormat.Json)]
    [InlineData("Docker", OverrideFormat.Yaml)]
    public void Create_NameThatIsTaken_IsAConflict(string name, OverrideFormat format)
    {
        Assert.Throws<OverrideConflictException>(() => _store.Create(name, "{}", format));
        Assert.Equal(Docker, Read("docker.yml"));
    }

    [Fact]
    public void Create_BadText_WritesNothing()
    {
        Assert.Throws<OverrideValidationException>(() => _store.Create("x", "a: ["));
        Assert.Equal(["docker.yml"], Files());
    }

    [Fact]
    public void Write_ThroughALinkThatLeadsOut_IsRefused()
    {
        using var outside = new TempDirectory().Write("target.yml", "a: 1\n");
        _directory.Link("linked.yml", outside["target.yml"]).Link("away", outside.Path);

        Assert.Throws<OverrideValidationException>(() => _store.Update("linked", "a: 2"));
        Assert.Throws<OverrideValidationException>(() => _store.Create("away/new", "a: 2"));
        Assert.Throws<OverrideValidationException>(() => _store.Delete("linked"));
        Assert.Equal("a: 1\n", File.ReadAllText(outside["target.yml"]));
        Assert.Equal(["target.yml"], Directory.GetFiles(outside.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Delete_RemovesTheFile()
    {
        _store.Delete("docker", _store.Get("docker").Checksum);

        Assert.Empty(Files());
        Assert.Throws<KeyNotFoundException>(() => _store.Get("docker"));
    }

    [Fact]
    public void Delete_OfWhatOthersNeed_IsRefused()
    {
        _directory.Write("more.yml", "_metadata: { dependencies: [docker] }\na: 1\n").Write("several.yml", "a: 1\n---\na: 2\n").Write("compose.yml", "services: {}\nx-strata: { config: { a: 1 } }\n");

        Assert.Contains("more depends on it", Assert.Throws<OverrideValidationException>(() => _store.Delete("docker")).Message, StringComparison.Ordinal);
        Assert.Throws<OverrideValidationException>(() => _store.Delete("several#2"));
        Assert.Throws<OverrideValidationException>(() => _store.Delete("compose"));
        Assert.Throws<OverrideConflictException>(() => _store.Delete("more", "sha256:0"));
        Assert.Equal(["compose.yml", "docker.yml", "more.yml", "several.yml"], Files());
    }

    [Fact]
    public void Get_UnknownName_SuggestsTheNearest() => Assert.Contains("Did you mean \"docker\"?", Assert.Throws<KeyNotFoundException>(() => _store.Get("dokcer")).Message, StringComparison.Ordinal);

    [Fact]
    public void Get_NameOfTwoFiles_IsAnError()
    {
        _directory.Write("docker.json", "{}");

        Assert.Equal(DiagnosticCode.DuplicateOverride, Assert.Throws<OverrideValidationException>(() => _store.Get("docker")).Result.Errors[0].Code);
    }

    private static long Count(OverrideDocument document) => ((ScalarNode)document.Configuration["count"]).TryGetInt64(out var count) ? count : -1;

    private string Read(string name) => Encoding.UTF8.GetString(File.ReadAllBytes(_directory[name]));

    private string[] Files() => [.. Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_directory.Path, path)).Order(StringComparer.Ordinal)];
}
