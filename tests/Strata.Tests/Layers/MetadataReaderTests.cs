using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Tests.Layers;

public class MetadataReaderTests
{
    [Fact]
    public void Read_EveryKey_IsKept()
    {
        var metadata = Described.Metadatum("""
            type: [docker, compose]
            priority: highest
            description: Containers, ${REALLY}
            author: platform-team
            tags: [containers, compose]
            dependencies: [base, tenants/acme]
            conditions: { tenant: acme }
            merge: { a.b: append }
            sensitive: [security.jwt.signing_key, "**.pin"]
            schema: schemas/docker.schema.json
            expires: 2027-01-31
            enabled: false
            encryption: { recipients: [{ age: age1x }], rule: { paths: [a.b], except: ["**.c"] } }
            """).Metadata;

        Assert.Equal([new Recipient(WrappedKey.Age, "age1x")], metadata.Encryption.Recipients);
        Assert.Equal(["a.b"], metadata.Encryption.Rule.Paths.Select(static pattern => pattern.Text));
        Assert.Equal(["**.c"], metadata.Encryption.Rule.Except.Select(static pattern => pattern.Text));
        Assert.Null(metadata.Encryption.Envelope);
        Assert.Equal(["docker", "compose"], metadata.Types);
        Assert.Equal(4, metadata.Priority);
        Assert.Equal("Containers, ${REALLY}", metadata.Description);
        Assert.Equal("platform-team", metadata.Author);
        Assert.Equal(["containers", "compose"], metadata.Tags);
        Assert.Equal(["base", "tenants/acme"], metadata.Dependencies);
        Assert.Equal([new SourcePosition(7, 18), new SourcePosition(7, 24)], metadata.DependencyPositions);
        Assert.NotNull(metadata.Condition);
        Assert.Equal("a.b", Assert.Single(metadata.MergeRules).Pattern.Text);
        Assert.Equal(["security.jwt.signing_key", "**.pin"], metadata.Sensitive.Select(pattern => pattern.Text));
        Assert.Equal("schemas/docker.schema.json", metadata.Schema);
        Assert.Equal(new DateOnly(2027, 1, 31), metadata.Expires);
        Assert.Equal(new SourcePosition(12, 12), metadata.ExpiresPosition);
        Assert.False(metadata.Enabled);
    }

    [Theory]
    [InlineData("typ", "did you mean \"type\"?")]
    [InlineData("Priority", "did you mean \"priority\"?")]
    [InlineData("dependancies", "did you mean \"dependencies\"?")]
    [InlineData("tenant", "put it beneath \"conditions\": { tenant: ... }")]
    [InlineData("version", "put it beneath \"conditions\": { version: ... }")]
    public void Read_UnknownKey_IsAnErrorWithAHint(string key, string hint)
    {
        var error = Described.Metadatum($"author: me\n{key}: x").Error;

        Assert.Equal(DiagnosticCode.UnknownMetadataKey, error.Code);
        Assert.Equal($"unknown metadata key \"{key}\"", error.Message);
        Assert.Equal(hint, error.Hint);
        Assert.Equal(new SourcePosition(3, 3), error.Position);
        Assert.Equal(key.Length, error.Length);
        Assert.Equal($"_metadata.{key}", error.Path!.ToString());
    }

    [Fact]
    public void Read_UnknownKeyLikeNoOther_ListsTheKnownOnes() =>
        Assert.StartsWith("known are author, conditions, dependencies,", Described.Metadatum("zzzzzzzz: 1").Error.Hint, StringComparison.Ordinal);

    [Theory]
    [InlineData("lowest", 0)]
    [InlineData("low", 1)]
    [InlineData("medium", 2)]
    [InlineData("high", 3)]
    [InlineData("highest", 4)]
    [InlineData("critical", 5)]
    [InlineData("\"high\"", 3)]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("+7", 7)]
    [InlineData("0x10", 16)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    public void Read_Priority_IsANameOrANumber(string text, int priority) => Assert.Equal(priority, Described.Metadatum($"priority: {text}").Metadata.Priority);

    [Theory]
    [InlineData("hihg", "\"hihg\" is no priority", "did you mean \"high\"?")]
    [InlineData("High", "\"High\" is no priority", "did you mean \"high\"?")]
    [InlineData("\"3\"", "\"3\" is no priority", "write it without quotes: 3")]
    [InlineData("urgentissimo", "\"urgentissimo\" is no priority", "write lowest, low, medium, high, highest, critical or a whole number")]
    [InlineData("1.5", "\"priority\" is a number; lowest, low, medium, high, highest, critical or a whole number is expected", null)]
    [InlineData("[high]", "\"priority\" is a list; lowest, low, medium, high, highest, critical or a whole number is expected", null)]
    [InlineData("true", "\"priority\" is a boolean; lowest, low, medium, high, highest, critical or a whole number is expected", null)]
    public void Read_BadPriority_IsAnError(string text, string message, string? hint)
    {
        var error = Described.Metadatum($"priority: {text}").Error;

        Assert.Equal(DiagnosticCode.BadMetadataValue, error.Code);
        Assert.Equal(message, error.Message);
        Assert.Equal(hint, error.Hint);
        Assert.Equal(new SourcePosition(2, 13), error.Position);
    }

    [Theory]
    [InlineData("type: a", new[] { "a" })]
    [InlineData("type: [a]", new[] { "a" })]
    [InlineData("type: [b, a, b]", new[] { "b", "a" })]
    [InlineData("type: \"*\"", new[] { "*" })]
    public void Read_Type_IsATextOrAList(string line, string[] types) => Assert.Equal(types, Described.Metadatum(line).Metadata.Types);

    [Theory]
    [InlineData("type: []", "\"type\" is an empty list; at least one type is expected")]
    [InlineData("type: 42", "\"type\" is a number; text or a list of texts is expected")]
    [InlineData("type: { a: 1 }", "\"type\" is a mapping; text or a list of texts is expected")]
    [InlineData("type:", "\"type\" is null; text or a list of texts is expected")]
    [InlineData("type: [a, 42]", "\"type[1]\" is a number; text is expected")]
    [InlineData("type: [a, [b]]", "\"type[1]\" is a list; text is expected")]
    [InlineData("type: \"\"", "\"type\" is empty; text is expected")]
    [InlineData("type: ${TYPE}", "\"type\" holds a template; metadata are read before variables are")]
    [InlineData("type: !append [a]", "a merge tag stands on \"type\"; metadata are not merged")]
    [InlineData("tags: 1", "\"tags\" is a number; text or a list of texts is expected")]
    [InlineData("tags: { a: b }", "\"tags\" is a mapping; text or a list of texts is expected")]
    [InlineData("tags: [true]", "\"tags[0]\" is a boolean; text is expected")]
    [InlineData("dependencies: true", "\"dependencies\" is a boolean; text or a list of texts is expected")]
    [InlineData("dependencies: [base, null]", "\"dependencies[1]\" is null; text is expected")]
    [InlineData("dependencies: [\" \"]", "\"dependencies[0]\" is empty; text is expected")]
    [InlineData("description: [a]", "\"description\" is a list; text is expected")]
    [InlineData("author: 42", "\"author\" is a number; text is expected")]
    [InlineData("author: ${USER}", "\"author\" holds a template; metadata are read before variables are")]
    [InlineData("schema: 1", "\"schema\" is a number; a path is expected")]
    [InlineData("schema: \"\"", "\"schema\" is empty; a path is expected")]
    [InlineData("enabled: 1", "\"enabled\" is a number; true or false is expected")]
    [InlineData("enabled:", "\"enabled\" is null; true or false is expected")]
    [InlineData("encryption: x", "\"encryption\" is text; a mapping is expected", 7005)]
    [InlineData("conditions: x", "\"conditions\" is text; a mapping of conditions is expected", 1004)]
    [InlineData("conditions: [{ tenant: a }]", "\"conditions\" is a list; a mapping of conditions is expected", 1004)]
    [InlineData("merge: append", "\"merge\" is text; a mapping of paths to strategies is expected")]
    [InlineData("merge: [append]", "\"merge\" is a list; a mapping of paths to strategies is expected")]
    [InlineData("sensitive: { a: b }", "\"sensitive\" is a mapping; text or a list of texts, each a path pattern, is expected")]
    [InlineData("sensitive: [1]", "\"sensitive[0]\" is a number; a path pattern is expected")]
    [InlineData("sensitive: [a.]", "\"a.\" is no path pattern: a key is missing at character 3; write an empty key as \"\"", 1007)]
    [InlineData("sensitive: [\"a[x]\"]", "\"a[x]\" is no path pattern: a list index is expected between the brackets at character 2", 1007)]
    [InlineData("expires: 2027-1-31", "\"2027-1-31\" is no date")]
    [InlineData("expires: 2027-02-30", "\"2027-02-30\" is no date")]
    [InlineData("expires: 2027-01-31T00:00:00Z", "\"2027-01-31T00:00:00Z\" is no date")]
    [InlineData("expires: 20270131", "\"expires\" is a number; a date such as 2027-01-31 is expected")]
    [InlineData("expires: [2027-01-31]", "\"expires\" is a list; a date such as 2027-01-31 is expected")]
    public void Read_BadValue_IsAnError(string line, string message, int code = 1002)
    {
        var error = Described.Metadatum(line).Error;

        Assert.Equal(message, error.Message);
        Assert.Equal(code, error.Code.Number);
        Assert.Equal(2, error.Position.Line);
    }

    [Fact]
    public void Read_NumberForText_SaysHowToQuoteIt() => Assert.Equal("quote it: \"007\"", Described.Metadatum("author: 007").Error.Hint);

    [Fact]
    public void Read_BadItem_IsPlacedAtTheItem() => Assert.Equal(new SourcePosition(2, 17), Described.Metadatum("tags: [a, bb, 42]").Error.Position);

    [Theory]
    [InlineData("tags: web", new[] { "web" })]
    [InlineData("tags: []", new string[0])]
    public void Read_Tags_MayBeOneText(string line, string[] tags) => Assert.Equal(tags, Described.Metadatum(line).Metadata.Tags);

    [Fact]
    public void Read_OneDependency_IsAListOfOne()
    {
        var metadata = Described.Metadatum("dependencies: base").Metadata;

        Assert.Equal(["base"], metadata.Dependencies);
        Assert.Equal([new SourcePosition(2, 17)], metadata.DependencyPositions);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("FALSE", false)]
    public void Read_Enabled_IsABoolean(string text, bool enabled) => Assert.Equal(enabled, Described.Metadatum($"enabled: {text}").Metadata.Enabled);

    [Theory]
    [InlineData("\"false\"", "write false, without quotes")]
    [InlineData("no", "write false, without quotes")]
    [InlineData("On", "write true, without quotes")]
    [InlineData("perhaps", null)]
    public void Read_TextForABoolean_SaysWhatToWrite(string text, string? hint) => Assert.Equal(hint, Described.Metadatum($"enabled: {text}").Error.Hint);

    [Theory]
    [InlineData("append", "Append", null)]
    [InlineData("prepend", "Prepend", null)]
    [InlineData("union", "Union", null)]
    [InlineData("replace", "Replace", null)]
    [InlineData("override", "Replace", null)]
    [InlineData("by:name", "By", "name")]
    [InlineData("\"by: id\"", "By", "id")]
    public void Read_MergeStrategy_IsKept(string text, string tag, string? key)
    {
        var rule = Assert.Single(Described.Metadatum($"merge: {{ \"services[*].ports\": {text} }}").Metadata.MergeRules);

        Assert.Equal("services[*].ports", rule.Pattern.Text);
        Assert.Equal(tag, rule.Strategy.ToString());
        Assert.Equal(key, rule.MergeKey);
    }

    [Fact]
    public void Read_SeveralMergeRules_KeepTheirOrder() =>
        Assert.Equal(["b", "a", "c"], Described.Metadatum("merge: { b: append, a: union, c: replace }").Metadata.MergeRules.Select(rule => rule.Pattern.Text));

    [Theory]
    [InlineData("apend", "\"apend\" is no merge strategy", "did you mean \"append\"?")]
    [InlineData("\"!append\"", "\"!append\" is no merge strategy", "did you mean \"append\"?")]
    [InlineData("by", "\"by\" is no merge strategy", "name the key that tells the items apart: by:name")]
    [InlineData("\"by:\"", "\"by:\" is no merge strategy", "name the key that tells the items apart: by:name")]
    [InlineData("unset", "\"unset\" is no merge strategy", "a rule joins values and removes none: tag the value !unset in a YAML file, or set it to null")]
    [InlineData("deeply", "\"deeply\" is no merge strategy", "write append, prepend, union, replace or by:KEY")]
    [InlineData("[append]", "\"a\" is a list; append, prepend, union, replace or by:KEY is expected", null)]
    public void Read_BadMergeStrategy_IsAnError(string text, string message, string? hint)
    {
        var error = Described.Metadatum($"merge: {{ a: {text} }}").Error;

        Assert.Equal(DiagnosticCode.BadMetadataValue, error.Code);
        Assert.Equal(message, error.Message);
        Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void Read_BadMergePattern_IsPlacedAtItsKey()
    {
        var error = Described.Metadatum("merge: { \"a..b\": append }").Error;

        Assert.Equal(DiagnosticCode.BadPathPattern, error.Code);
        Assert.Equal(new SourcePosition(2, 12), error.Position);
    }

    [Fact]
    public void Read_SecretInABadPlace_IsNotShown()
    {
        var error = Described.Metadatum("priority: !secret hunter2").Error;

        Assert.DoesNotContain("hunter2", error.Message + error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongText_IsShownShort()
    {
        var error = Described.Metadatum($"priority: {new string('x', 100_000)}").Error;

        Assert.True(error.Message.Length < 200);
    }

    [Fact]
    public void Read_TextOfSeveralLines_IsShownOnOne()
    {
        var error = Described.Metadatum("priority: |\n  one\n  two").Error;

        Assert.Equal("\"one...\" is no priority", error.Message);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void Read_AnyCulture_GivesTheSame(string culture)
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo(culture);
            var metadata = Described.Metadatum("priority: critical\nexpires: 2027-01-31\nenabled: TRUE").Metadata;

            Assert.Equal(5, metadata.Priority);
            Assert.Equal(new DateOnly(2027, 1, 31), metadata.Expires);
            Assert.Equal(-99999999999, Described.Metadatum("priority: -99999999999").Metadata.Priority);
            Assert.Equal("write true, without quotes", Described.Metadatum("enabled: \"TRUE\"").Error.Hint);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("2147483648", "2147483648")]
    [InlineData("20261124093000", "20261124093000")]
    [InlineData("-9223372036854775809", "-9223372036854775809")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    [InlineData("+0099999999999999999999", "99999999999999999999")]
    [InlineData("0x1FFFFFFFFFFFFFFFF", "36893488147419103231")]
    public void Read_Priority_IsAnyInteger(string text, string priority) =>
        Assert.Equal(priority, Described.Metadatum($"priority: {text}").Metadata.Priority.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Read_PriorityOfThousandDigits_IsRefused() =>
        Assert.Equal("the priority is a number of too many digits", Described.Metadatum($"priority: {new string('9', 1000)}").Error.Message);
}
