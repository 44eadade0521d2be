using Strata.Caching;
using Strata.Secrets;
using Strata.Secrets.Keys;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Caching;

/// <summary>What the cache keeps of encrypted overrides, and who finds it.</summary>
public class EncryptedOverridesTests
{
    [Fact]
    public void Run_EncryptedOverride_IsFoundByItsKeyAlone()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", EncryptedTexts.Sealed("app"));
        foreach (var (key, shown) in new (KeySource? Key, string Shown)[]
        {
            (EncryptedTexts.SealedKey, "plain: clear-word"), (null, "STR7002"), (EncryptedTexts.WrongKey, "STR7002"), (EncryptedTexts.SealedKey, "plain: clear-word"),
        })
        {
            scene.Options = scene.Options with { Keys = key is null ? KeyRing.Empty : new KeyRing([key]) };

            Assert.Equal(shown == "plain: clear-word", scene.IsKept());
            Assert.Contains(shown, scene.Run().Shown, StringComparison.Ordinal);
        }

        Assert.Equal(1, scene.Counted(CacheEvent.Stored));
        Assert.DoesNotContain(scene.CacheFiles(), static file => EncryptedTexts.IsIn(file.Bytes));
    }

    [Fact]
    public void Run_EncryptedOverride_WithholdsEveryValueThatWasDecryptedOrBuilt()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", EncryptedTexts.Sealed("app"));
        scene.Options = scene.Options with { Keys = new KeyRing([EncryptedTexts.SealedKey]) };
        scene.Run();

        using var kept = scene.Level.Find(scene.Overrides, scene.Context, scene.Options);

        Assert.Equal(2, kept!.Withheld);
        foreach (var (path, isWithheld) in new[] { ("sealed.password", true), ("built", true), ("sealed.plain", false) })
        {
            Assert.True(kept.TryFind(ConfigPath.Parse(path), out _, out _, out var withheld));
            Assert.Equal(isWithheld, withheld);
        }
    }

    [Fact]
    public void Run_OverrideOfAnotherTypeIsLocked_IsKeptUntilItsKeyTellsThatItWasChanged()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Write("prod.yml", EncryptedTexts.Changed(EncryptedTexts.Sealed("prod")));
        Assert.True(scene.IsKept());

        scene.Options = scene.Options with { Keys = new KeyRing([EncryptedTexts.SealedKey]) };

        Assert.Contains("STR7003", scene.Run().Shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_KeysAtHandThatNothingNeeds_DoNotMatter()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Run();

        scene.Options = scene.Options with { Keys = new KeyRing([EncryptedTexts.SealedKey]) };

        Assert.True(scene.Run().IsHit);
    }

    [Fact]
    public void Run_MetadataAreEncrypted_IsNotKept()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", EncryptedTexts.SopsWhole("app"));
        scene.Options = scene.Options with { Keys = new KeyRing([EncryptedTexts.SopsKey]) };

        Assert.False(scene.IsKept());
        Assert.DoesNotContain(scene.CacheFiles(), static file => EncryptedTexts.IsIn(file.Bytes));
    }

    [Fact]
    public void Run_AProviderWasAsked_IsNotKept()
    {
        using var scene = new CacheScene();
        var provider = new XorProvider();
        using var directory = new TempDirectory();
        directory.Write("app.yml", "_metadata: {type: app}\npassword: kanarie-5e1d\n");
        var manager = new OverrideManager(directory.Path, new OverrideManagerOptions { ReadKeyVariables = false });
        var keys = new KeyRing([KeySource.OfProvider(provider)]);
        scene.Write("app.yml", Strata.Encryption.DocumentEncryption.Encrypt(manager.LoadOverrideFile(directory["app.yml"])[0], [new Strata.Secrets.Envelopes.Recipient("xor", "1")], keys, ResolutionOptions.Default.Limits).Text);
        scene.Options = scene.Options with { Keys = keys };

        Assert.False(scene.IsKept());
    }

    [Fact]
    public void IsTold_APassphraseWasTried_IsNot()
    {
        var keys = new KeyRing([KeySource.OfPassphrase("correct horse")]);
        Assert.True(keys.IsTold);

        // No header of age: it is tried, and takes no second.
        using var key = keys.Unlock(new("id", "key", [new("passphrase", "", "AAAA")], Strata.Secrets.Envelopes.EncryptionRule.Default, "", Output.Trees.Of("{}")), out _);

        Assert.Null(key);
        Assert.False(keys.IsTold);
        Assert.Equal(["passphrase"], keys.PublicNames);
    }

    [Fact]
    public async Task Load_EncryptedOverride_IsRememberedWithinTheManager()
    {
        using var directory = new TempDirectory();
        directory.Write("app.yml", EncryptedTexts.Sealed("app"));
        var options = new OverrideManagerOptions { ReadKeyVariables = false, Variables = VariableSet.Empty, Keys = { EncryptedTexts.SealedKey } };
        await using var manager = new OverrideManager(directory.Path, options);

        var first = await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        var second = await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        Assert.Same(first, second);
        Assert.Equal(EncryptedTexts.Canary, second.GetSection("sealed").GetSecret("password")!.Reveal());
    }

    [Fact]
    public async Task Dispose_OfTheManager_ClearsItsKeys()
    {
        using var directory = new TempDirectory();
        directory.Write("app.yml", EncryptedTexts.Sealed("app"));
        var manager = new OverrideManager(directory.Path, new OverrideManagerOptions { ReadKeyVariables = false, Keys = { EncryptedTexts.SealedKey } });
        var loaded = await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        await manager.DisposeAsync();

        var after = manager.ReadOverrides().Resolve(manager.CreateContext("app"));
        Assert.Equal("STR7002", Assert.Single(after.Validation.Errors).Code.ToString());
        Assert.Equal(EncryptedTexts.Canary, loaded.GetSection("sealed").GetSecret("password")!.Reveal());
    }

    [Fact]
    public async Task TemporaryOverride_AfterASecureLoad_StandsOverWhatThatKeyOpened()
    {
        using var directory = new TempDirectory();
        directory.Write("app.yml", EncryptedTexts.Sealed("app"));
        await using var manager = new OverrideManager(directory.Path, new OverrideManagerOptions { ReadKeyVariables = false });
        await manager.LoadSecureConfigurationAsync("app", EncryptedTexts.RawKey, TestContext.Current.CancellationToken);

        using (manager.TemporaryOverride("sealed: {plain: another}"))
        {
            Assert.Equal("another", manager.Get<string>("sealed.plain"));
            Assert.Equal(EncryptedTexts.Canary, manager.GetSection("sealed").GetSecret("password")!.Reveal());
        }

        Assert.Equal("clear-word", manager.Get<string>("sealed.plain"));
        Assert.Equal($"<{EncryptedTexts.Canary}>", manager.GetSection("").GetSecret("built")!.Reveal());
    }

    private sealed class XorProvider : IKeyProvider
    {
        public string Name => "xor";

        public string Wrap(string keyName, ReadOnlySpan<byte> dataKey) => Convert.ToHexString(dataKey);

        public byte[] Unwrap(string keyName, string wrappedKey) => Convert.FromHexString(wrappedKey);
    }
}
