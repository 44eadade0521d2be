using Strata.Tests.Merging;
using Strata.Values;

namespace Strata.Tests.Interpolation;

/// <summary>What is built from a secret is a secret, wherever it goes; and no diagnostic says one.</summary>
public class SecrecyTests
{
    [Theory]
    [InlineData("v: ${config:db.password}\ndb: {password: s3cr3t}")]
    [InlineData("v: <${config:db.password}>\ndb: {password: s3cr3t}")]
    [InlineData("v: ${NOPE:-${config:db.password}}\ndb: {password: s3cr3t}")]
    [InlineData("v: ${config:w}\nw: ${config:x}\nx: <${config:db.password}>\ndb: {password: s3cr3t}")]
    [InlineData("v: ${config:db.login}\ndb: {credentials: {user: u}, login: \"${config:db.credentials.user}\"}")]
    [InlineData("v: ${DB_PASSWORD}")]
    [InlineData("v: $DB_PASSWORD")]
    [InlineData("v: <${DB_PASSWORD:-x}>")]
    [InlineData("v: ${API_TOKEN:-s3cr3t}")]
    [InlineData("v: ${NOPE:-${DB_PASSWORD}}")]
    [InlineData("v: ${NOPE:-${NOPE:-<${DB_PASSWORD}>}}")]
    [InlineData("v: ${FOO:+${DB_PASSWORD}}")]
    [InlineData("v: ${DB_PASSWORD:?set it}")]
    [InlineData("v: ${config:w[0]}\nw: [\"${DB_PASSWORD}\"]")]
    [InlineData("v: <${config:e}>\ne: ENC[AES256_GCM,data:x]")]
    [InlineData("v: <${config:t}>\nt: !secret hello")]
    [InlineData("v: ${file:secrets/db.txt}")]
    public void Interpolate_FromASecret_IsASecret(string yaml) => Assert.True(Resolve(yaml).IsSecret("v"));

    [Theory]
    [InlineData("v: ${DB_PASSWORD:+is set}")]
    [InlineData("v: ${FOO}")]
    [InlineData("v: ${FOO:-${DB_PASSWORD}}")]
    [InlineData("v: ${config:db.user}\ndb: {password: s3cr3t, user: u}")]
    [InlineData("v: <${config:password_required}>\npassword_required: true")]
    [InlineData("v: ${file:motd.txt}")]
    public void Interpolate_FromNoSecret_IsNone(string yaml) => Assert.False(Resolve(yaml).IsSecret("v"));

    [Fact]
    public void Interpolate_FromASensitivePath_IsASecret()
    {
        var found = Resolve("_metadata: {sensitive: [\"a.*.pin\"]}\na: {b: {pin: 1234, name: n}}\nv: <${config:a.b.pin}>\nw: ${config:a.b.name}");

        Assert.True(found.IsSecret("v"));
        Assert.False(found.IsSecret("w"));
    }

    [Fact]
    public void Interpolate_PathThroughAReference_IsSecretByEitherPath()
    {
        var found = Resolve("_metadata: {sensitive: [a.pin, b.pan]}\na: ${config:b}\nb: {pin: 1, pan: 2, pun: 3}\ncredentials: ${config:b}\nv: <${config:a.pin}>\nw: <${config:a.pan}>\nx: <${config:a.pun}>\ny: <${config:credentials.pun}>");

        Assert.Equal([true, true, false, true], ((string[])["v", "w", "x", "y"]).Select(found.IsSecret));
    }

    [Fact]
    public void Interpolate_WholeMapping_KeepsItsSecrets()
    {
        var found = Resolve("_metadata: {sensitive: [db.pin]}\ndb: {pin: 1, password: 2, host: h, more: {dsn: d}}\nv: ${config:db}\nw: ${config:v.pin}\nx: ${config:v}");

        foreach (var root in (string[])["db", "v", "x"])
        {
            Assert.True(found.IsSecret($"{root}.pin"));
            Assert.True(found.IsSecret($"{root}.password"));
            Assert.True(found.IsSecret($"{root}.more.dsn"));
            Assert.False(found.IsSecret($"{root}.host"));
        }

        Assert.True(found.IsSecret("w"));
    }

    [Fact]
    public void Interpolate_WholeMappingUnderASecretsName_IsSecretWhole()
    {
        var found = Resolve("credentials: {user: u, list: [a]}\nv: ${config:credentials}\nw: ${config:credentials.list}");

        Assert.True(found.IsSecret("v.user"));
        Assert.True(found.IsSecret("v.list[0]"));
        Assert.True(found.IsSecret("w[0]"));
    }

    [Theory]
    [InlineData("password: ${X:?s3cr3t and ${DB_PASSWORD}}")]
    [InlineData("v: <${DB_PASSWORD}> ${X:?no ${DB_PASSWORD}}")]
    [InlineData("password: ${s3cr3t!}")]
    [InlineData("password: ${X:-s3cr3t")]
    [InlineData("v: ${DB_PASSWORD:-s3cr3t")]
    [InlineData("v: ${X:-${DB_PASSWORD:-s3cr3t}")]
    [InlineData("v: ${DB_PASSWORD!s3cr3t}")]
    [InlineData("v: ${X:-${API_TOKEN!s3cr3t}}")]
    [InlineData("v: <${config:db.password}> ${NOPE}\ndb: {password: s3cr3t}")]
    [InlineData("v: <${config:db.password.x}>\ndb: {password: s3cr3t}")]
    [InlineData("v: <${config:db}>\ndb: {password: s3cr3t}")]
    [InlineData("db: {password: \"s3cr3t ${config:db.password}\"}")]
    [InlineData("v: ${file:${DB_PASSWORD}}")]
    public void Interpolate_Failure_NeverSaysASecret(string yaml)
    {
        var found = Resolve(yaml);

        Assert.NotEmpty(found.Diagnostics);
        foreach (var diagnostic in found.Diagnostics)
        {
            var said = $"{diagnostic} {diagnostic.Message} {diagnostic.Hint} {diagnostic.Label} {diagnostic.Path} {string.Join(' ', diagnostic.Related.Select(static r => r.Message))}";
            Assert.DoesNotContain("s3cr3t", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ToString_OfNodes_NeverSaysTheirValue()
    {
        var found = Resolve("a: {password: s3cr3t, l: [s3cr3t]}\nv: <${DB_PASSWORD}>");

        foreach (var path in (string[])["a", "a.password", "a.l", "v"])
        {
            Assert.DoesNotContain("s3cr3t", found.At(path).ToString(), StringComparison.Ordinal);
        }
    }

    private static Interpolated Resolve(string yaml) => Interpolated.From(
        Merged.Layers(yaml),
        Interpolated.Env(("DB_PASSWORD", "s3cr3t"), ("FOO", "foo")),
        static name => name is "secrets/db.txt" or "motd.txt" ? new IncludedText(IncludeOutcome.Read, "s3cr3t\n") : new IncludedText(IncludeOutcome.Missing, ""));
}
