using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Command;

/// <summary>SOPS files from end to end: written, read, checked, turned and refused by the command.</summary>
public sealed class SopsCommandTests : IDisposable
{
    private const string Clear = "_metadata: {type: t}\nname: shop\ndb:\n  password: canary-1\n  port: 5432\n";

    private readonly TemporaryOverrides _overrides = new(("a.yml", Clear));
    private readonly string _key;
    private readonly string _recipient;

    public SopsCommandTests()
    {
        _key = Path.Combine(_overrides.Root, "key.txt");
        Assert.Equal(0, new StrataCommand().Run("keygen", _key).ExitCode);
        _recipient = Regex.Match(File.ReadAllText(_key), "age1[a-z0-9]+").Value;
    }

    private string FilePath => Path.Combine(_overrides.Overrides, "a.yml");

    private string Text
    {
        get => File.ReadAllText(FilePath);
        set => File.WriteAllText(FilePath, value);
    }

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public void Resolve_EncryptedFile_IsMaskedAndVerified()
    {
        Encrypt();

        Assert.DoesNotContain("canary", Text, StringComparison.Ordinal);
        Assert.Equal(new CommandResult(0, "name: shop\ndb:\n  password: \"********\"\n  port: 5432\n", ""), Run("resolve", "t"));
        Assert.Equal("canary-1\n", Run("get", "db.password", "t", "--reveal").Output);
        Assert.DoesNotContain("canary", Run("explain", "db.password", "t").Output, StringComparison.Ordinal);
        Assert.Equal(0, Run("diff", "t", "t").ExitCode);
    }

    [Theory]
    [InlineData("port: 5432", "port: 5433", "a.yml:")]
    [InlineData("sops:", "other:", "a.yml:4:13")]
    [InlineData("type:str]", "type:int]", "a.yml:4:13")]
    [InlineData("recipient: age1", "recipients: age1", "a.yml:")]
    public void Resolve_ChangedFile_IsRefusedAndTellsNothing(string old, string changed, string place)
    {
        Encrypt();
        var at = Text.IndexOf(old, StringComparison.Ordinal);
        Text = string.Concat(Text.AsSpan(0, at), changed, Text.AsSpan(at + old.Length));
        var result = Run("resolve", "t", "--reveal");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("STR7009", result.Error, StringComparison.Ordinal);
        Assert.Contains(place, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_ValueAddedInClear_IsRefusedAndNotShown()
    {
        Encrypt();
        Text = Text.Replace("db:\n", "db:\n  extra: {password: canary-2}\n", StringComparison.Ordinal);
        var results = new[] { Run("resolve", "t"), Run("check"), Run("encrypt", "--format", "sops", FilePath), Run("decrypt", FilePath), Run("migrate", FilePath) };

        Assert.All(results, static result => Assert.Equal((1, ""), (result.ExitCode, result.Output)));
        Assert.All(results, static result => Assert.DoesNotContain("canary", result.Error, StringComparison.Ordinal));
        Assert.Contains("canary-2", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_WithoutKey_NamesWhoCouldOpenIt()
    {
        Encrypt();
        var result = _overrides.Run("resolve", "t");

        Assert.Equal((4, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR7002", result.Error, StringComparison.Ordinal);
        Assert.Contains(_recipient, result.Error, StringComparison.Ordinal);
        Assert.Contains("warning STR7002", _overrides.Run("validate").Error, StringComparison.Ordinal);
        Assert.Equal(0, _overrides.Run("validate").ExitCode);
        Assert.Equal(new CommandResult(0, "", ""), _overrides.Run("check"));
    }

    [Fact]
    public void Validate_LockedMetadata_LeavesTheFileOutAndSaysNothingElse()
    {
        Assert.Equal(0, Run("encrypt", "--format", "sops", "--encrypted-regex", ".", "--recipient", _recipient, FilePath).ExitCode);
        _overrides.Add("b.yml", "_metadata: {type: u, dependencies: [a]}\nx: \"${config:db.port}\"\n");
        var result = _overrides.Run("validate");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["warning STR7002"], Regex.Matches(result.Error, "^(error|warning) STR[0-9]+", RegexOptions.Multiline).Select(static match => match.Value));
        Assert.Equal("name: \"********\"\ndb:\n  password: \"********\"\n  port: \"********\"\n", Run("resolve", "t").Output);
    }

    [Fact]
    public void Migrate_ThereAndBack_KeepsAllInCipherAndTheSameConfiguration()
    {
        Encrypt();
        Assert.Equal(0, Run("migrate", FilePath).ExitCode);
        Assert.Contains("ENC[strata:1,", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sops", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Text, StringComparison.Ordinal);
        Assert.Equal("canary-1\n", Run("get", "db.password", "t", "--reveal").Output);

        Assert.Equal(0, Run("migrate", "--to", "sops", FilePath).ExitCode);
        Assert.DoesNotContain("canary", Text, StringComparison.Ordinal);
        Assert.Equal("canary-1\n", Run("get", "db.password", "t", "--reveal").Output);

        Assert.Equal(0, Run("decrypt", FilePath).ExitCode);
        Assert.Equal(Clear, Text);
    }

    [Fact]
    public void Migrate_WithoutKey_LeavesTheFileAsItIs()
    {
        Encrypt();
        var old = Text;

        Assert.Equal(4, _overrides.Run("migrate", FilePath).ExitCode);
        Assert.Equal(4, _overrides.Run("decrypt", FilePath).ExitCode);
        Assert.Equal(old, Text);
        Assert.Contains("strata migrate", Run("rotate", FilePath).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EnvFile_Encrypted_ItsVariablesAreSecret()
    {
        var file = _overrides.AddBeside("x.env", "# variables\nPLAIN=canary-3\nOPEN_unencrypted=seen\n");
        var derived = _overrides.AddBeside("y.env", "DERIVED=x-${PLAIN}\n");
        Text = "_metadata: {type: t}\na: ${PLAIN}\nb: see ${DERIVED}\nc: ${OPEN_unencrypted}\n";
        Assert.Equal(0, Run("encrypt", "--format", "sops", "-r", _recipient, file).ExitCode);
        string[] args = ["resolve", "t", "--env-file", file, "--env-file", derived];
        var debugged = _overrides.Run(new StrataCommand().With("DEBUG_ENV_RESOLUTION", "true"), [.. args, "--key-file", _key]);

        Assert.StartsWith("# variables\nPLAIN=ENC[", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal((0, "a: \"********\"\nb: \"********\"\nc: seen\n"), (debugged.ExitCode, debugged.Output));
        Assert.Contains("${PLAIN} -> ********", debugged.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", debugged.Error + Run(["explain", "b", "t", .. args[2..]]).Output, StringComparison.Ordinal);
        Assert.Equal(4, _overrides.Run(args).ExitCode);

        File.WriteAllText(file, File.ReadAllText(file).Replace("=seen", "=unseen", StringComparison.Ordinal));
        Assert.Equal((1, ""), (Run(args).ExitCode, Run(args).Output));
    }

    [Theory]
    [InlineData("--format", "pgp")]
    [InlineData("--encrypted-regex", "x")]
    public void Encrypt_WrongOptions_AreRefused(string option, string value) => Assert.Equal(2, Run("encrypt", FilePath, option, value).ExitCode);

    [Fact]
    public void GoldenFile_OfTheFirstVersion_IsOpened()
    {
        var golden = Path.Combine(TestProject.Directory, "Golden");
        var result = new StrataCommand().Run("resolve", "sops", "--reveal", "-d", Path.Combine(golden, "sops"), "--key-file", Path.Combine(golden, "key-of-no-secret.txt"), "--env-file", Path.Combine(golden, "sops.env"));

        Assert.Equal(new CommandResult(0, "db:\n  password: pa$word\n  port: 5432\nfrom_variable: of the file\ntokens:\n  - one\n  - 2\n  - 1.5\n", ""), result);
    }

    private void Encrypt() => Assert.Equal(0, Run("encrypt", "--format", "sops", "--recipient", _recipient, FilePath).ExitCode);

    private CommandResult Run(params string[] args) => _overrides.Run([.. args, "--key-file", _key]);
}
