using Strata.Secrets;
using Strata.Secrets.Age;

namespace Strata.Consumers.Tests.Command;

/// <summary>Encrypted overrides through the command: what is written, who can open it, and what is never said.</summary>
public sealed class EncryptionCommandTests : IDisposable
{
    private const string Canary = "canary-7d1f-secret";
    private const string Passphrase = "correct horse battery";
    private const string Text = $"# first\n_metadata: {{ priority: high }}\ndatabase:\n  host: db   # in clear\n  password: \"{Canary}\"\n  url: postgres://app:{Canary}@db/app\n";

    private readonly AgeIdentity _identity = AgeIdentity.Generate();
    private readonly TemporaryOverrides _overrides = new(("docker.yml", Text));

    private string Recipient => _identity.ToRecipient().ToString();

    private StrataCommand WithKey => new StrataCommand().With("STRATA_AGE_KEY", _identity.Reveal());

    private string File => Path.Combine(_overrides.Overrides, "docker.yml");

    public void Dispose()
    {
        _identity.Dispose();
        _overrides.Dispose();
    }

    [Fact]
    public void EncryptAndDecrypt_GiveTheFileBack()
    {
        Assert.Equal(0, _overrides.Run("encrypt", "docker.yml", "--recipient", Recipient).ExitCode);
        var encrypted = System.IO.File.ReadAllText(File);

        Assert.DoesNotContain(Canary, encrypted, StringComparison.Ordinal);
        Assert.Contains("  host: db   # in clear\n", encrypted, StringComparison.Ordinal);
        Assert.Equal($"{Canary}\n", _overrides.Run(WithKey, "get", "database.password", "docker", "--reveal").Output);
        Assert.Equal("********\n", _overrides.Run(WithKey, "get", "database.password", "docker").Output);

        Assert.Equal(0, _overrides.Run(WithKey, "encrypt", "docker.yml").ExitCode);
        Assert.Equal(encrypted, System.IO.File.ReadAllText(File));

        Assert.Equal(0, _overrides.Run(WithKey, "decrypt", "docker.yml").ExitCode);
        Assert.Equal(Text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void MissingKey_ExitsWithFour_AndNamesTheRecipients()
    {
        _overrides.Run("encrypt", "docker.yml", "--recipient", Recipient);
        using var other = AgeIdentity.Generate();

        foreach (var command in new[] { new StrataCommand(), new StrataCommand().With("STRATA_AGE_KEY", other.Reveal()) })
        {
            foreach (var args in new string[][] { ["resolve", "docker"], ["get", "database.password", "docker"], ["decrypt", "docker.yml"], ["rotate"], ["recipients", "add", "docker.yml", other.ToRecipient().ToString()] })
            {
                var result = _overrides.Run(command, args);

                Assert.Equal(4, result.ExitCode);
                Assert.Contains(Recipient, result.Error, StringComparison.Ordinal);
                Assert.Empty(result.Output);
            }
        }

        Assert.Equal(0, _overrides.Run("validate").ExitCode);
        Assert.Contains("warning STR7002", _overrides.Run("validate").Error, StringComparison.Ordinal);
        Assert.Equal(0, _overrides.Run("check").ExitCode);
    }

    [Fact]
    public void Check_FailsForWhatIsInClear_WithoutAKey()
    {
        var result = _overrides.Run("check");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(2, result.Error.Split("error STR7007").Length - 1);
        Assert.DoesNotContain(Canary, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RawKey_AndPassphraseOfAVariable_OpenWhatTheyEncrypted()
    {
        var key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray());
        foreach (var given in new[] { key, Convert.ToHexString(Convert.FromBase64String(key)), Passphrase })
        {
            System.IO.File.WriteAllText(File, Text);
            var command = new StrataCommand().With("STRATA_ENCRYPTION_KEY", given);

            Assert.Equal(0, _overrides.Run(command, "encrypt", "docker.yml").ExitCode);
            Assert.Equal($"{Canary}\n", _overrides.Run(command, "get", "database.password", "docker", "--reveal").Output);
            Assert.Equal(4, _overrides.Run(new StrataCommand().With("STRATA_ENCRYPTION_KEY", "another"), "resolve", "docker").ExitCode);
        }
    }

    [Fact]
    public void KeyFiles_OfEveryKind_AreRead()
    {
        _overrides.Run("encrypt", "docker.yml", "--recipient", Recipient);
        var file = _overrides.AddBeside("age.txt", $"# mine\n{_identity.Reveal()}\n");

        Assert.Equal(0, _overrides.Run("resolve", "docker", "--key-file", file).ExitCode);
        Assert.Equal(0, _overrides.Run(new StrataCommand().With("STRATA_AGE_KEY_FILE", file), "resolve", "docker").ExitCode);

        var missing = _overrides.Run("resolve", "docker", "--key-file", "no/such.txt");
        Assert.Equal(4, missing.ExitCode);
        Assert.Contains("no/such.txt: it does not exist", missing.Error, StringComparison.Ordinal);

        var bad = _overrides.Run(new StrataCommand().With("STRATA_AGE_KEY", _identity.Reveal()[..^1]), "resolve", "docker");
        Assert.Equal(4, bad.ExitCode);
        Assert.Contains("STRATA_AGE_KEY, line 1: ", bad.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_identity.Reveal()[20..40], bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Keygen_WritesAKeyThatOpens_ForItsOwnerAlone()
    {
        var file = Path.Combine(_overrides.Root, "key.txt");
        var made = _overrides.Run("keygen", file);

        Assert.Equal(0, made.ExitCode);
        Assert.Empty(made.Output);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file));
        }

        var before = System.IO.File.ReadAllText(file);
        Assert.Equal(5, _overrides.Run("keygen", file).ExitCode);
        Assert.Equal(before, System.IO.File.ReadAllText(file));

        Assert.Equal(0, _overrides.Run("encrypt", "docker.yml", "--recipient", made.Error.Split(' ')[^1].Trim()).ExitCode);
        Assert.Equal(0, _overrides.Run("resolve", "docker", "--key-file", file).ExitCode);
    }

    [Fact]
    public void Recipients_AreAddedListedAndRemoved()
    {
        using var other = AgeIdentity.Generate();
        var theirs = new StrataCommand().With("STRATA_AGE_KEY", other.Reveal());
        var them = other.ToRecipient().ToString();
        _overrides.Run("encrypt", "docker.yml", "--recipient", Recipient);

        Assert.Equal(4, _overrides.Run(theirs, "resolve", "docker").ExitCode);
        Assert.Equal(0, _overrides.Run(WithKey, "recipients", "add", them).ExitCode);
        Assert.Equal(0, _overrides.Run(theirs, "resolve", "docker").ExitCode);
        Assert.Equal([Recipient, them], _overrides.Run("recipients", "list", "docker.yml").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')[^1]));

        Assert.Equal(0, _overrides.Run(WithKey, "recipients", "remove", "docker.yml", them).ExitCode);
        Assert.Equal(4, _overrides.Run(theirs, "resolve", "docker").ExitCode);
        Assert.Equal($"{Canary}\n", _overrides.Run(WithKey, "get", "database.password", "docker", "--reveal").Output);
        Assert.Equal(4, _overrides.Run(WithKey, "recipients", "remove", "docker.yml", Recipient).ExitCode);
    }

    [Fact]
    public void KeyProvider_ThatIsACommand_WrapsAndUnwraps()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is a shell script.");
        var script = _overrides.AddBeside("provider.sh", "#!/bin/sh\nread line\n[ \"$2\" = app ] || { echo \"no key $2\" >&2; exit 1; }\nprintf '%s' \"$line\" | tr 'A-Za-z' 'N-ZA-Mn-za-m'\n");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var command = new StrataCommand().With("STRATA_KEY_COMMAND_ROT13", script);

        Assert.Equal(0, _overrides.Run(command, "encrypt", "docker.yml", "--recipient", "rot13:app").ExitCode);
        Assert.Equal($"{Canary}\n", _overrides.Run(command, "get", "database.password", "docker", "--reveal").Output);

        var without = _overrides.Run("resolve", "docker");
        Assert.Equal(4, without.ExitCode);
        Assert.Contains("rot13 app", without.Error, StringComparison.Ordinal);
        Assert.Contains("STRATA_KEY_COMMAND_ROT13", without.Error, StringComparison.Ordinal);

        System.IO.File.WriteAllText(File, Text);
        var refused = _overrides.Run(command, "encrypt", "docker.yml", "--recipient", "rot13:other");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("no key other", refused.Error, StringComparison.Ordinal);
        Assert.Equal(Text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Canary_IsNowhere_WhateverGoesWrong()
    {
        _overrides.Run("encrypt", "docker.yml", "--recipient", Recipient);
        var sealedText = System.IO.File.ReadAllText(File);
        _overrides.Add("schemas/docker.schema.json", """{"properties": {"database": {"properties": {"password": {"type": "integer", "maxLength": 3}, "url": {"enum": ["x"]}}}}}""");
        _overrides.Add("uses.yml", "_metadata: { type: docker, priority: highest }\ncopy: ${config:database.password}\nbuilt: <${config:database.url}>\nbad: ${config:database.nothing}\nport: !!int \"${config:database.password}\"\n");
        string[][] commands =
        [
            ["resolve", "docker"], ["resolve", "docker", "-o", "json"], ["resolve", "docker", "-o", "env"], ["explain", "database.password", "docker"],
            ["explain", "docker", "-o", "json"], ["explain", "copy", "docker", "-o", "json"], ["validate", "-o", "json"], ["validate", "-o", "sarif"],
            ["diff", "docker", "docker,tenant=x"], ["check"], ["list", "docker"], ["recipients", "list"], ["schema", "infer", "docker"],
            ["decrypt", "--stdout", "docker.yml"], ["get", "copy", "docker"], ["resolve", "docker", "--debug"], ["encrypt", "docker.yml", "--recipient", "age1nonsense"],
        ];
        foreach (var text in new[] { sealedText, sealedText.Replace("host: db", "host: da", StringComparison.Ordinal), sealedText.Replace(",str,", ",int,", StringComparison.Ordinal), sealedText[..^20], sealedText.Replace("encryption", "encrypted", StringComparison.Ordinal) })
        {
            System.IO.File.WriteAllText(File, text);
            foreach (var uses in new[] { true, false })
            {
                if (!uses)
                {
                    System.IO.File.Move(Path.Combine(_overrides.Overrides, "uses.yml"), Path.Combine(_overrides.Root, "uses.yml"));
                }

                foreach (var args in commands)
                {
                    var result = _overrides.Run(WithKey.With("DEBUG_ENV_RESOLUTION", "true"), args);

                    Assert.NotEqual(70, result.ExitCode);
                    Assert.DoesNotContain(Canary, result.Output, StringComparison.Ordinal);
                    Assert.DoesNotContain(Canary, result.Error, StringComparison.Ordinal);
                    Assert.DoesNotContain(_identity.Reveal(), result.Output + result.Error, StringComparison.Ordinal);
                }

                if (!uses)
                {
                    System.IO.File.Move(Path.Combine(_overrides.Root, "uses.yml"), Path.Combine(_overrides.Overrides, "uses.yml"));
                }
            }
        }

        Assert.Equal(["docker.yml", "docker.schema.json", "uses.yml"], Directory.EnumerateFiles(_overrides.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(Comparer<string?>.Create(static (a, b) => (a!.Contains("schema", StringComparison.Ordinal) ? 1 : a == "uses.yml" ? 2 : 0).CompareTo(b!.Contains("schema", StringComparison.Ordinal) ? 1 : b == "uses.yml" ? 2 : 0))));
    }

    [Fact]
    public void BuiltFromASecret_IsASecret()
    {
        _overrides.Run("encrypt", "docker.yml", "--recipient", Recipient);
        _overrides.Add("uses.yml", "_metadata: { type: docker, priority: highest }\ncopy: ${config:database.password}\nbuilt: <${config:database.password}>\nall: ${config:database}\n");
        var result = _overrides.Run(WithKey, "resolve", "docker");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("copy: \"********\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("built: \"********\"", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, result.Output, StringComparison.Ordinal);
        Assert.Contains($"<{Canary}>", _overrides.Run(WithKey, "resolve", "docker", "--reveal").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Library_EncryptsAndLoads()
    {
        var manager = new OverrideManager(_overrides.Overrides, new OverrideManagerOptions { ReadKeyVariables = false });
        var document = manager.LoadOverrideFile(File)[0];
        var key = Convert.ToHexString(new byte[32]);
        var encrypted = manager.EncryptSensitiveData(document, KeySource.OfKey(key));

        Assert.DoesNotContain(Canary, encrypted.Text, StringComparison.Ordinal);
        Assert.Equal(Text, document.Text);
        System.IO.File.WriteAllText(File, encrypted.Text);

        var secure = await manager.LoadSecureConfigurationAsync("docker", key, TestContext.Current.CancellationToken);
        var secret = secure.GetSection("database").GetSecret("password")!;
        Assert.Equal(Canary, secret.Reveal());
        Assert.Equal("********", $"{secret}");
        Assert.Equal("\"********\"", System.Text.Json.JsonSerializer.Serialize(secret));
        Assert.Equal(secret, new Secret(Canary));
        Assert.NotEqual(secret, new Secret(Canary + "x"));

        var locked = await Assert.ThrowsAsync<OverrideValidationException>(() => manager.LoadSecureConfigurationAsync("docker", "another", TestContext.Current.CancellationToken));
        Assert.Equal("STR7002", locked.Result.Errors[0].Code.ToString());
        Assert.DoesNotContain(Canary, locked.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker.yml")]
    [InlineData("docker.json")]
    public void GoldenFiles_OfVersionOne_AreOpened(string file)
    {
        var golden = Path.Combine(Repository.Root, "tests", "Strata.Consumers.Tests", "Golden", "strata-1");
        using var overrides = new TemporaryOverrides((file, System.IO.File.ReadAllText(Path.Combine(golden, file))));
        foreach (var key in Directory.EnumerateFiles(golden, "*.key"))
        {
            var result = overrides.Run("resolve", "docker", "-o", "flat", "--reveal", "--key-file", key);

            Assert.Equal(System.IO.File.ReadAllText(Path.Combine(golden, "resolved.txt")), result.Output);
        }
    }
}
