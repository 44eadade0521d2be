using System.Text;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests.Diagnostics;

public class DeclaredSecretsTests
{
    [Theory]
    [InlineData("_metadata: {type: t, sensitive: [app.signature], tags: [other]}")]
    [InlineData("_metadata:\n  sensitive: app.signature\n  other: 1")]
    [InlineData("_metadata:\n  sensitive:\n    - x.y\n\n    # why\n    - app.signature\n  other: 1")]
    [InlineData("_metadata:\n  sensitive:\n  - 'app.signature'\n  other: 1")]
    [InlineData("  sensitive: [\"list[*].pin\", /app/signature]")]
    [InlineData("sensitive: [\n  a.b,\n  app.signature\n]\nother: 1")]
    [InlineData("sensitive: [app.signature")]
    [InlineData("\"sensitive\" : [\"app.signature\"],")]
    [InlineData("{\"x\": \"sensitive\", \"_metadata\": {\"sensitive\": [\"signature[*]\"]}}")]
    [InlineData("sensitive = [\"**.sig*\"]")]
    public void With_ADeclaration_KnowsItsLastKey(string text)
    {
        var declared = DeclaredSecrets.None.With(Source(text));

        Assert.True(declared.Contains("signature"));
        Assert.True(declared.Contains("  - \"signature\" "));
        Assert.True(declared.Contains("app.signature"));
        Assert.False(declared.Contains("other"));
        Assert.False(declared.Contains("app"));
        Assert.False(declared.Contains("a-signature"));
    }

    [Theory]
    [InlineData("sensitive: [\"*\"]")]
    [InlineData("sensitive: [\"**\"]")]
    public void With_APatternOfEveryKey_KnowsEach(string text) => Assert.True(DeclaredSecrets.None.With(Source(text)).Contains("anything"));

    [Theory]
    [InlineData("signature: 1")]
    [InlineData("sensitive_to: [signature]")]
    [InlineData("about: sensitive data of signature")]
    public void With_NoDeclaration_KnowsNone(string text) => Assert.False(DeclaredSecrets.None.With(Source(text)).Contains("signature"));

    [Fact]
    public void With_MoreThanAnybodyDeclares_KnowsEveryKey()
    {
        var text = $"sensitive: [{string.Join(", ", Enumerable.Range(0, 2000).Select(static i => $"k{i}"))}]";

        Assert.True(DeclaredSecrets.None.With(Source(text)).Contains("anything"));
    }

    [Fact]
    public void Of_Patterns_KnowsTheirLastKeysAndThoseOfTheText()
    {
        PathPattern[] patterns = [Pattern("a.b[0].c"), Pattern("x.*.y[*]"), Pattern("\"dotted.key\"")];

        var declared = DeclaredSecrets.Of(patterns).With(Source("sensitive: [z]"));

        Assert.All((string[])["c", "y", "z", "dotted.key"], key => Assert.True(declared.Contains(key)));
        Assert.All((string[])["a", "b", "x", "0", "dotted"], key => Assert.False(declared.Contains(key)));
    }

    [Theory]
    [InlineData("  signature: canary", "  signature: ********")]
    [InlineData("  signature:\n    canary", "    ********")]
    [InlineData("  signature: |\n    canary", "    ********")]
    [InlineData("app: {signature: canary, x: 1}", "app: {signature: ********, x: 1}")]
    [InlineData("sign\\u0061ture\": canary", "sign\\u0061ture\": ********")]
    public void Redaction_OfADeclaredKey_HidesItsValue(string text, string shown)
    {
        var redaction = new ExcerptRedaction(Source("# sensitive: [app.signature]\n" + text));

        var line = text.Count(static c => c == '\n') + 2;
        var masked = redaction.At(line, false, out var written);

        var span = Assert.Single(masked);
        Assert.Equal(shown, string.Concat(written.AsSpan(0, span.Start.Value), SecretText.Mask, written.AsSpan(span.End.Value)));
    }

    private static SourceText Source(string text) => new("x.yml", Encoding.UTF8.GetBytes(text));

    private static PathPattern Pattern(string text) => PathPattern.TryParse(text, out var pattern, out _) ? pattern : throw new FormatException(text);
}
