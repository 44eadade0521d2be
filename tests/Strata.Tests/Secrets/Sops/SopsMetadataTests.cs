using Strata.Secrets.Age;
using Strata.Secrets.Sops;
using Strata.Tests.Output;

namespace Strata.Tests.Secrets.Sops;

public class SopsMetadataTests
{
    [Fact]
    public void ToNode_IsReadAgain()
    {
        var text = SopsFile.Write("a: 1", SopsFile.Options(rule: SopsRule.Of(SopsRuleKind.EncryptedRegex, "^a$"), macOnlyEncrypted: true));
        var root = SopsFile.Parse(text)[0];
        var read = SopsMetadata.Read(root, SopsFormat.Yaml);

        Assert.True(SopsMetadata.IsIn(root, SopsFormat.Yaml));
        Assert.Equal(SopsFile.Identity.ToRecipient().ToString(), Assert.Single(read.Recipients).Recipient);
        Assert.Equal(SopsFile.LastModified, read.LastModified);
        Assert.Equal((SopsRuleKind.EncryptedRegex, "^a$", true, SopsMetadata.WrittenVersion), (read.Rule.Kind, read.Rule.Text, read.MacOnlyEncrypted, read.Version));
    }

    [Fact]
    public void Read_EmptyAndNullKinds_AreTolerated()
    {
        var text = SopsFile.Write("a: x").Replace("\n  age:", "\n  kms: []\n  gcp_kms: ~\n  azure_kv: []\n  hc_vault: []\n  pgp: null\n  key_groups: []\n  shamir_threshold: 0\n  age:", StringComparison.Ordinal);

        Assert.Contains("kms: []", text, StringComparison.Ordinal);
        Assert.Equal("x", SopsFile.At(SopsFile.Decrypt(text), "a").Text);
    }

    [Fact]
    public void Read_OtherKindsBesideAge_AreNoHindrance() =>
        Assert.Equal("x", SopsFile.At(SopsFile.Decrypt(SopsFile.Write("a: x").Replace("\n  age:", "\n  pgp: [{fp: AB, enc: y}]\n  age:", StringComparison.Ordinal)), "a").Text);

    [Theory]
    [InlineData("kms: [{arn: x}], pgp: [{fp: x}]", "kms, pgp only")]
    [InlineData("age: [], hc_vault: [{key_name: x}]", "hc_vault only")]
    [InlineData("age: ~, key_groups: [{gcp_kms: [{enc: x}]}]", "gcp_kms only")]
    [InlineData("key_groups: [{age: [{recipient: a, enc: b}]}, {age: [{recipient: c, enc: d}]}], shamir_threshold: 2", "key_groups (shamir_threshold)")]
    [InlineData("age: []", "names nobody")]
    [InlineData("kms: []", "names nobody")]
    public void Read_NoAgeRecipient_NamesWhatThereIs(string keys, string expected)
    {
        var problem = Assert.Throws<SopsException>(() => Read($"{{{keys}, lastmodified: '{SopsFile.LastModified}', mac: x}}")).Problems[0];

        Assert.Equal(SopsFailure.OtherKeys, problem.Failure);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Equal(1, problem.At.Position.Line);
    }

    [Fact]
    public void Read_OneKeyGroup_HasTheWholeKey() =>
        Assert.Equal("c", Assert.Single(Read($"{{key_groups: [{{age: [{{recipient: c, enc: d}}]}}], lastmodified: '{SopsFile.LastModified}'}}").Recipients).Recipient);

    [Theory]
    [InlineData("age: [{recipient: a}]")]
    [InlineData("age: [x]")]
    [InlineData("age: x")]
    [InlineData("lastmodified: yesterday")]
    [InlineData("lastmodified: []")]
    [InlineData("mac_only_encrypted: maybe")]
    [InlineData("mac: {}")]
    [InlineData("encrypted_regex: []")]
    public void Read_Malformed_IsRefused(string part)
    {
        var others = new[] { "age: [{recipient: a, enc: b}]", $"lastmodified: '{SopsFile.LastModified}'" }.Where(other => other.Split(':')[0] != part.Split(':')[0]);

        Assert.Equal(SopsFailure.Block, Assert.Throws<SopsException>(() => Read($"{{{string.Join(", ", others.Append(part))}}}")).Failure);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("~")]
    public void Read_BlockThatIsNoMapping_IsRefused(string block) => Assert.Equal(SopsFailure.Block, Assert.Throws<SopsException>(() => Read(block)).Failure);

    [Fact]
    public void Read_NoBlock_SaysSo()
    {
        Assert.Equal(SopsFailure.NoBlock, SopsFile.Problem("a: x").Failure);
        Assert.Equal(SopsFailure.NoBlock, SopsFile.Problem("a=x", SopsFormat.Dotenv).Failure);
        Assert.False(SopsMetadata.IsIn(Trees.Of("sops: {user: x}"), SopsFormat.Yaml));
    }

    [Fact]
    public void Decrypt_NoKeyFits_NamesWhoCouldOpenIt()
    {
        var text = SopsFile.Write("a: x");
        var recipient = SopsFile.Identity.ToRecipient().ToString();
        foreach (var keys in new[] { Array.Empty<IFileKeyUnwrapper>(), [AgeIdentity.Generate()], [AgeIdentity.Generate(), AgeIdentity.Generate()] })
        {
            var problem = Assert.Throws<SopsException>(() => SopsDocument.Decrypt(SopsFile.Parse(text), SopsFormat.Yaml, keys)).Problems[0];

            Assert.Equal(SopsFailure.NoKey, problem.Failure);
            Assert.Contains(recipient, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decrypt_OneOfSeveralRecipients_IsEnoughWhateverTheOrder()
    {
        var identities = new[] { AgeIdentity.Generate(), AgeIdentity.Generate(), AgeIdentity.Generate() };
        var text = SopsFile.Write("a: x", SopsFile.Options() with { Recipients = [.. identities.Select(static identity => identity.ToRecipient())] });

        Assert.All(identities, identity => Assert.Equal("x", SopsFile.At(SopsDocument.Decrypt(SopsFile.Parse(text), SopsFormat.Yaml, AgeIdentity.Generate(), identity).Documents[0], "a").Text));
    }

    [Fact]
    public void Decrypt_WrappedKeyChanged_IsNoMissingKey()
    {
        var text = SopsFile.Write("a: x");
        var at = text.IndexOf("YWdlLWVuY3J5cHRpb24", StringComparison.Ordinal) + 200;

        var failure = SopsFile.Problem(text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..]).Failure;
        Assert.True(failure is SopsFailure.DataKey or SopsFailure.NoKey, $"{failure}");
    }

    [Fact]
    public void Nest_ContradictingKeys_AreRefused()
    {
        foreach (var lines in new[] { "sops_a=1\nsops_a__map_b=2", "sops_a__list_0=1\nsops_a__map_b=2", "sops_a__list_1=1", "sops_a__list_x=1", "sops_a" + string.Concat(Enumerable.Repeat("__map_a", 50_000)) + "=1" })
        {
            Assert.Equal(SopsFailure.Block, SopsFile.Problem(lines + "\nsops_mac=x", SopsFormat.Dotenv).Failure);
        }
    }

    private static SopsMetadata Read(string block) => SopsMetadata.Read(Trees.Of($"sops: {block}"), SopsFormat.Yaml);
}
