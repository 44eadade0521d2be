using System.Diagnostics;
using System.Text.Json;
using Strata.Secrets.Sops;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Secrets.Sops;

/// <summary>Files between us and the npm packages <c>sops-age</c> and <c>age-encryption</c>, which <c>./test</c> installs.</summary>
[Trait("Level", "integration")]
public sealed class SopsInteropTests : IDisposable
{
    private const string Clear = """
        app: {name: shop, debug: true, ratio: 1.25, workers: 4, big: 9007199254740991}
        db:
          password: "pässwörd: #1 'quoted' \"twice\""
          pem: |
            -----BEGIN KEY-----
            abc
            -----END KEY-----
          empty: ""
          none: null
        hosts: [one, {name: two, port: 5432}, [three]]
        note_unencrypted: in clear
        """;

    private static readonly string Directory = Path.Combine(Repository.Root, "tests", "interop");

    private readonly TempDirectory _files;

    public SopsInteropTests()
    {
        var isThere = System.IO.Directory.Exists(Path.Combine(Directory, "node_modules", "sops-age"))
            && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static directory => File.Exists(Path.Combine(directory, "node")));
        Assert.SkipUnless(isThere, "Node.js or the packages of tests/interop are absent (npm ci --prefix tests/interop)");
        _files = new TempDirectory();
    }

    [Theory]
    [InlineData(nameof(SopsFormat.Yaml), "yaml")]
    [InlineData(nameof(SopsFormat.Json), "json")]
    public void SopsAge_OurFile_IsOpenedByIt(string format, string type)
    {
        var opened = Node("decrypt.mjs", SopsFile.Write(Clear, SopsFile.Options(Enum.Parse<SopsFormat>(format))), type, SopsFile.Identity.Reveal());

        using var json = JsonDocument.Parse(opened);
        var root = json.RootElement;
        Assert.Equal(["app", "db", "hosts", "note_unencrypted"], root.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(("shop", true, 1.25, 4, 9007199254740991), (root.GetProperty("app").GetProperty("name").GetString(), root.GetProperty("app").GetProperty("debug").GetBoolean(), root.GetProperty("app").GetProperty("ratio").GetDouble(), root.GetProperty("app").GetProperty("workers").GetInt32(), root.GetProperty("app").GetProperty("big").GetInt64()));
        Assert.Equal("pässwörd: #1 'quoted' \"twice\"", root.GetProperty("db").GetProperty("password").GetString());
        Assert.Equal("-----BEGIN KEY-----\nabc\n-----END KEY-----\n", root.GetProperty("db").GetProperty("pem").GetString());
        Assert.Equal("", root.GetProperty("db").GetProperty("empty").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("db").GetProperty("none").ValueKind);
        Assert.Equal("""["one",{"name":"two","port":5432},["three"]]""", JsonSerializer.Serialize(root.GetProperty("hosts")));
        Assert.Equal("in clear", root.GetProperty("note_unencrypted").GetString());
    }

    [Fact]
    public void SopsAge_OurDotenvFile_IsOpenedByIt()
    {
        var text = SopsFile.Write("USER: admin\nPASSWORD: 'p w=\"#1'\nPEM: \"a\\nb\"\nPLAIN_unencrypted: x", SopsFile.Options(SopsFormat.Dotenv));

        Assert.Equal("""{"USER":"admin","PASSWORD":"p w=\"#1","PEM":"a\nb","PLAIN_unencrypted":"x"}""", Node("decrypt.mjs", text, "env", SopsFile.Identity.Reveal()));
    }

    [Theory]
    [InlineData(nameof(SopsFormat.Yaml))]
    [InlineData(nameof(SopsFormat.Json))]
    public void Node_ItsFile_IsOpenedByUs(string name)
    {
        // Written by JavaScript with other cryptography, as the description of the format says.
        var format = Enum.Parse<SopsFormat>(name);
        var text = Node("encrypt.mjs", "", SopsFile.Identity.ToRecipient().ToString(), "");
        var opened = SopsFile.Decrypt(text, format);

        Assert.Equal("hunter2", SopsFile.At(opened, "db.password").Text);
        Assert.Equal((ScalarType.Integer, "5432"), (SopsFile.At(opened, "db.port").Type, SopsFile.At(opened, "db.port").Text));
        Assert.Equal((ScalarType.Float, "1.5"), (SopsFile.At(opened, "list[1].ratio").Type, SopsFile.At(opened, "list[1].ratio").Text));
        Assert.Equal((ScalarType.Boolean, "true"), (SopsFile.At(opened, "list[2]").Type, SopsFile.At(opened, "list[2]").Text));
        Assert.Equal("in clear", SopsFile.At(opened, "note_unencrypted").Text);
        Assert.Equal(SopsFailure.Mac, SopsFile.Problem(text.Replace("in clear", "in cleaR", StringComparison.Ordinal), format).Failure);
    }

    public void Dispose() => _files.Dispose();

    private string Node(string script, string input, string argument, string key)
    {
        _files.Write("input", input);
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Directory, script), _files["input"], argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["INTEROP_AGE_KEY"] = key },
        })!;
        var error = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, error.GetAwaiter().GetResult());
        return output;
    }
}
