using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Encryption;
using Strata.Interpolation;
using Strata.Secrets;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Encryption;

/// <summary>Files that are encrypted in place.</summary>
public class FileEncryptionTests
{
    private readonly SealedText _text = new();

    [Fact]
    public void Encrypt_ChangesTheLinesOfSecretsAlone()
    {
        const string Text = "# first\r\n_metadata: {encryption: {rule: {paths: [a.x]}}}\r\ndb:\r\n    host:   db   # why\r\n    password: 'it''s'  # secret\r\n\r\na: {x: 1, y: [1,  2]}\r\n";
        var (before, after) = (Text.Split('\n'), _text.Encrypt(Text).Split('\n'));

        Assert.Equal(before.Length, after.Length);
        Assert.Equal([1, 4, 6], Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]));
        Assert.Matches(@"^    password: 'ENC\[strata:1,[^\]]*\]'  # secret\r$", after[4]);
        Assert.Matches(@"^a: \{x: ""?ENC\[strata:1,[^\]]*,int,[^\]]*\]""?, y: \[1,  2\]\}\r$", after[6]);
    }

    [Fact]
    public void Encrypt_Again_ChangesNothing()
    {
        var once = _text.Encrypt("password: x\nhost: y\n");

        Assert.Equal(once, _text.Encrypt(once));
    }

    [Fact]
    public void Encrypt_AnEditedValue_ChangesItsLineAndTheIntegrityLine()
    {
        var once = _text.Encrypt("db:\n  password: x\n  token: y\n");
        var edited = once.Split('\n').Select(static line => line.StartsWith("  password: ", StringComparison.Ordinal) ? "  password: new" : line).ToArray();
        var diagnostics = new DiagnosticBag();
        var again = Encoding.UTF8.GetString(new FileEncryption(_text.Keys, diagnostics).Encrypt(_text.Read(string.Join('\n', edited)), new EncryptionRequest()).Bytes!).Split('\n');
        var before = once.Split('\n');

        Assert.Equal(["    integrity", "  password"], Enumerable.Range(0, before.Length).Where(i => before[i] != again[i]).Select(i => before[i].Split(':')[0]));
        Assert.Equal([DiagnosticCode.BrokenSeal], diagnostics.ToSorted().Select(static found => found.Code));
        Assert.Equal(DiagnosticSeverity.Warning, diagnostics.ToSorted()[0].Severity);
        Assert.Equal("new", _text.Resolve(string.Join('\n', again)).Configuration!.GetSection("db").GetString("password"));
    }

    [Fact]
    public void Encrypt_AChangedFileWithNothingInClear_TakesAnOrder()
    {
        var changed = _text.Encrypt("password: x\nhost: y\n").Replace("host: y", "host: z", StringComparison.Ordinal);
        var diagnostics = new DiagnosticBag();

        Assert.Null(new FileEncryption(_text.Keys, diagnostics).Encrypt(_text.Read(changed), new EncryptionRequest()).Bytes);
        Assert.Equal([DiagnosticCode.BrokenSeal], diagnostics.ToSorted().Select(static found => found.Code));

        diagnostics = new DiagnosticBag();
        var accepted = new FileEncryption(_text.Keys, diagnostics).Encrypt(_text.Read(changed), new EncryptionRequest { AcceptChanges = true }).Bytes;
        Assert.Empty(diagnostics.ToSorted());
        Assert.Equal("z", _text.Resolve(accepted).Configuration!.GetSection("").GetString("host"));
    }

    [Theory]
    [InlineData("password: x", true)]
    [InlineData("password: ''", false)]
    [InlineData("password: null", false)]
    [InlineData("password_required: true", false)]
    [InlineData("password: ${PASSWORD}", false)]
    [InlineData("password: a$$b", true)]
    [InlineData("url: postgres://u:p@h/d", true)]
    [InlineData("url: postgres://u@h/d", false)]
    [InlineData("host: !secret h", true)]
    [InlineData("pin: !secret true", true)]
    [InlineData("_metadata: {sensitive: pin}\npin: 1", true)]
    [InlineData("_metadata: {encryption: {rule: {paths: pin}}}\npin: 1", true)]
    [InlineData("_metadata: {encryption: {rule: {except: password}}}\npassword: x", false)]
    [InlineData("_metadata: {encryption: {rule: {except: '**.public'}}}\nkeys: {token: {public: x}}", false)]
    public void Secrets_AreWhatTheContractSays(string text, bool isSecret)
    {
        var secrets = _text.Read(text).Overrides[0].Secrets().Where(static value => !value.IsTemplate);

        Assert.Equal(isSecret, secrets.Any());
    }

    [Fact]
    public void Encrypt_AnyTree_ComesBack() => Trees.Any.Sample(
        tree =>
        {
            using var stream = new MemoryStream();
            if (!Strata.Output.OutputFormat.TryGet("json", out var json) || !json.Write(tree, Sensitivity.None, stream, new DiagnosticBag()) || tree.ContainsKey("_metadata") || tree.ContainsKey("x-strata"))
            {
                return;
            }

            var text = Encoding.UTF8.GetString(stream.ToArray());
            var all = new EncryptionRequest { Recipients = [_text.Recipient], Paths = [Everything] };
            var written = _text.Encrypt(text, "docker.json", all);

            var (before, after) = (_text.Read(text, "docker.json"), _text.Read(_text.Decrypt(written, "docker.json"), "docker.json"));
            Assert.Equal(before.Overrides[0].Scalars().Select(Described), after.Overrides[0].Scalars().Select(Described));
        },
        iter: 200);

    [Fact]
    public void Rotate_GivesANewKey_AndKeepsEverythingElse()
    {
        const string Text = "db: { host: h, password: x }   # c\nlist: [{token: a}, {token: b}]\n";
        var old = _text.Encrypt(Text);
        var diagnostics = new DiagnosticBag();
        var rotated = new FileEncryption(_text.Keys, diagnostics).Rotate(_text.Read(old), new EncryptionRequest());
        var text = Encoding.UTF8.GetString(rotated.Bytes!);

        Assert.Empty(diagnostics.ToSorted());
        Assert.Equal(3, rotated.Count);
        Assert.NotEqual(_text.Read(old).Overrides[0].Envelope!.KeyId, _text.Read(text).Overrides[0].Envelope!.KeyId);
        Assert.Equal(_text.Read(old).Overrides[0].Envelope!.FileId, _text.Read(text).Overrides[0].Envelope!.FileId);
        Assert.Equal(_text.Decrypt(old), _text.Decrypt(text));
    }

    [Fact]
    public void RemoveRecipients_LocksThemOut()
    {
        using var leaver = AgeIdentity.Generate();
        var gone = new Recipient(WrappedKey.Age, leaver.ToRecipient().ToString());
        var theirs = new KeyRing([KeySource.OfAgeIdentities(leaver.Reveal())]);
        var text = _text.Encrypt("password: x\n", request: new EncryptionRequest { Recipients = [_text.Recipient, gone] });
        var diagnostics = new DiagnosticBag();
        var after = Encoding.UTF8.GetString(new FileEncryption(_text.Keys, diagnostics).RemoveRecipients(_text.Read(text), [gone], new EncryptionRequest()).Bytes!);

        Assert.NotNull(_text.Resolve(text, keys: theirs).Configuration);
        Assert.Equal([DiagnosticCode.LockedOverride], _text.Resolve(after, keys: theirs).Validation.Errors.Select(static error => error.Code));
        Assert.NotNull(_text.Resolve(after).Configuration);
        Assert.Throws<KeyException>(() => new FileEncryption(_text.Keys, diagnostics).RemoveRecipients(_text.Read(after), [_text.Recipient], new EncryptionRequest()));
    }

    [Fact]
    public void Locked_NamesWhoCouldOpenIt()
    {
        var error = Assert.Single(_text.Resolve(_text.Encrypt("password: x\n"), keys: KeyRing.Empty).Validation.Errors);

        Assert.Equal(DiagnosticCode.LockedOverride, error.Code);
        Assert.Contains(_text.Recipient.Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locked_AValueThatLoses_IsNoProblem()
    {
        var text = _text.Encrypt("a: { password: x }\n") + "---\na: !replace { password: '${EMPTY:-}' }\n";

        Assert.NotNull(_text.Resolve(text, keys: KeyRing.Empty).Configuration);
    }

    [Fact]
    public void Aliases_ThatGiveOneSecretTwice_AreRefused()
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(new FileEncryption(_text.Keys, diagnostics).Encrypt(_text.Read("a: {password: &p x}\nb: {password: *p}\n"), new EncryptionRequest { Recipients = [_text.Recipient] }).Bytes);
        Assert.Contains(diagnostics.ToSorted(), static found => found.Code == DiagnosticCode.CannotBeEncrypted);
    }

    private static string Described((ConfigPath Path, ScalarNode Node) scalar) => $"{scalar.Path} {scalar.Node.Type} {TemplateLiteral.Of(scalar.Node.Text) ?? scalar.Node.Text}";

    private static PathPattern Everything => PathPattern.TryParse("**", out var pattern, out _) ? pattern : throw new InvalidOperationException();
}
