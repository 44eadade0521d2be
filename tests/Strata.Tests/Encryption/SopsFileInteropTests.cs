using System.Diagnostics;
using System.Text;
using Strata.Secrets.Sops;
using Strata.Tests.Secrets.Sops;
using Strata.Tests.Sources;

namespace Strata.Tests.Encryption;

/// <summary>Files encrypted in place, between us, the npm package <c>sops-age</c> and Debian's <c>age</c>.</summary>
[Trait("Level", "integration")]
public sealed class SopsFileInteropTests : IDisposable
{
    private const string Clear = "_metadata: {type: t}\ndb: {password: \"pässwörd\", port: 5432, api_key: 12}\nhost: ${H:-x}\n";

    private static readonly string Scripts = Path.Combine(Repository.Root, "tests", "interop");

    private readonly TempDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a.yml", "yaml", Clear)]
    [InlineData("a.json", "json", """{"_metadata": {"type": "t"}, "db": {"password": "pässwörd", "port": 5432, "api_key": 12}, "host": "${H:-x}"}""")]
    public void SopsAge_FileEncryptedInPlace_IsOpenedByIt(string name, string type, string clear)
    {
        Assert.SkipUnless(IsThere("node") && Directory.Exists(Path.Combine(Scripts, "node_modules", "sops-age")), "Node.js or the packages of tests/interop are absent (npm ci --prefix tests/interop)");
        var path = Write("input", SopsEdited.Encrypt(clear, name));

        Assert.Equal(
            """{"_metadata":{"type":"t"},"db":{"password":"pässwörd","port":5432,"api_key":12},"host":"${H:-x}"}""",
            Encoding.UTF8.GetString(Run("node", [Path.Combine(Scripts, "decrypt.mjs"), path, type])));
    }

    [Fact]
    public void Age_ItUnwrapsOurDataKey_AndWeTheOneItWrapped()
    {
        Assert.SkipUnless(IsThere("age"), "the program age is absent (Debian package age)");
        var text = SopsEdited.Encrypt(Clear);
        var identity = Write("key.txt", SopsFile.Identity.Reveal() + "\n");
        var wrapped = SopsMetadata.Read(SopsFile.Parse(text)[0], SopsFormat.Yaml).Recipients[0].WrappedKey;
        var key = Run("age", ["--decrypt", "-i", identity, Write("enc", wrapped)]);

        Assert.Equal(SopsCipher.KeyLength, key.Length);
        Assert.True(new MacChecker(key).AcceptsYaml(text));

        File.WriteAllBytes(_files["dek"], key);
        var again = Encoding.ASCII.GetString(Run("age", ["-a", "-r", $"{SopsFile.Identity.ToRecipient()}", _files["dek"]]));
        Assert.Equal("pässwörd", SopsEdited.Read(text.Replace(Escaped(wrapped), Escaped(again), StringComparison.Ordinal))["db.password"]);
    }

    private static string Escaped(string text) => text.Replace("\n", "\\n", StringComparison.Ordinal);

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    private string Write(string name, string text)
    {
        _files.Write(name, text);
        return _files[name];
    }

    private static byte[] Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["INTEROP_AGE_KEY"] = SopsFile.Identity.Reveal() },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.GetAwaiter().GetResult());
        return output.ToArray();
    }
}
