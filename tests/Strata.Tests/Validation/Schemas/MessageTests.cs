namespace Strata.Tests.Validation.Schemas;

/// <summary>What people are told: the place, what was expected and found, and what to do. One sentence for one cause.</summary>
public class MessageTests
{
    [Theory]
    [InlineData("{type: integer}", "x: abc", "1:4 STR5010 expected a whole number, found the text \"abc\"")]
    [InlineData("{type: integer, minimum: 1, maximum: 65535}", "x: abc", "1:4 STR5010 expected a whole number from 1 to 65535, found the text \"abc\"")]
    [InlineData("{type: integer, minimum: 1, maximum: 65535}", "x: 70000", "1:4 STR5014 expected a number from 1 to 65535, found the number 70000")]
    [InlineData("{exclusiveMinimum: 0}", "x: 0.0", "1:4 STR5014 expected a number above 0, found the number 0.0")]
    [InlineData("{multipleOf: 0.01}", "x: 1.005", "1:4 STR5014 expected a multiple of 0.01, found the number 1.005")]
    [InlineData("{type: integer}", "x: \"80\"", "1:4 STR5010 expected a whole number, found the text \"80\" | without the quotes it is a whole number")]
    [InlineData("{type: boolean}", "x: yes", "1:4 STR5010 expected true or false, found the text \"yes\" | YAML 1.2 writes true and false only")]
    [InlineData("{type: string}", "x: 1.10", "1:4 STR5010 expected a text, found the number 1.10 | as a text it is written in quotes: \"1.10\"")]
    [InlineData("{type: [object, 'null']}", "x: [1]", "1:4 STR5010 expected a mapping or null, found a list")]
    [InlineData("{type: string, description: The host. Any will do.}", "x: [1]", "1:4 STR5010 expected a text, found a list | the schema says of it: The host")]
    [InlineData("{enum: [debug, info, warning]}", "x: inf", "1:4 STR5013 expected \"debug\", \"info\" or \"warning\", found the text \"inf\" | did you mean \"info\"?")]
    [InlineData("{const: a, enum: [b]}", "x: a", "1:4 STR5013 expected \"b\", found the text \"a\"")]
    [InlineData("{const: 2}", "x: '2'", "1:4 STR5013 expected 2, found the text \"2\" | write it without quotes")]
    [InlineData("{enum: ['1', '2']}", "x: 2", "1:4 STR5013 expected \"1\" or \"2\", found the number 2 | as a text it is written in quotes: \"2\"")]
    [InlineData("{minLength: 3}", "x: é", "1:4 STR5015 expected a text of at least 3 characters, found one of 1")]
    [InlineData("{minItems: 1, maxItems: 2}", "x: [1, 2, 3]", "1:4 STR5015 expected a list of 1 to 2 items, found one of 3")]
    [InlineData("{minProperties: 1}", "x: {}", "1:4 STR5015 expected a mapping of at least 1 key, found one of 0")]
    [InlineData("{pattern: '^a+$'}", "x: b", "1:4 STR5016 expected a text that matches \"^a+$\", found the text \"b\"")]
    [InlineData("{format: ipv4}", "x: 1.2.3", "1:4 STR5017 expected an IPv4 address, found the text \"1.2.3\"")]
    [InlineData("{uniqueItems: true}", "x: [a, b, a]", "1:11 STR5018 each item may stand in this list once, and the text \"a\" stands in it already | it is the same as the item at 1:5: remove one")]
    [InlineData("{contains: {type: integer}}", "x: [a]", "1:4 STR5023 expected a list with at least 1 item that is a whole number, found none")]
    [InlineData("{not: {const: 0}}", "x: 0", "1:4 STR5021 expected anything but 0, found the number 0")]
    [InlineData("{prefixItems: [true], items: false}", "x: [1, 2]", "1:4 STR5015 expected a list of at most 1 item, found one of 2")]
    public void Check_Value_IsToldWithWhatWasExpectedAndFound(string schema, string yaml, string expected) =>
        Assert.Equal([expected], Checked.Lines($"{{properties: {{x: {schema}}}}}", yaml));

    [Fact]
    public void Check_UnknownKey_StandsAtTheKeyAndNamesTheNearest() => Assert.Equal(
        ["2:3 STR5012 unknown key \"prot\" | did you mean \"port\"?"],
        Checked.Lines("{properties: {x: {required: [port], properties: {host: true, port: true}, additionalProperties: false}}}", "x:\n  prot: 1\n"));

    [Fact]
    public void Check_UnknownKey_FarFromAll_ListsThoseKnown() => Assert.Equal(
        ["1:1 STR5012 unknown key \"zzz\" | known here: \"host\" and \"port\""],
        Checked.Lines("{properties: {host: true, port: true}, additionalProperties: false}", "zzz: 1\n"));

    [Fact]
    public void Check_MissingKeys_AreToldAtTheMapping() => Assert.Equal(
        ["2:3 STR5011 the keys \"host\" and \"port\" are missing"],
        Checked.Lines("{properties: {x: {required: [host, port]}}}", "x:\n  a: 1\n"));

    [Fact]
    public void Check_MissingKey_SaysWhatItIsFor() => Assert.Equal(
        ["1:1 STR5011 the key \"port\" is missing | the schema says of it: Where it listens"],
        Checked.Lines("{required: [port], properties: {port: {description: Where it listens.}}}", "a: 1\n"));

    [Fact]
    public void Check_Companion_StandsAtTheKeyThatNeedsIt() => Assert.Equal(
        ["1:7 STR5022 the key \"key\" needs \"cert\" beside it | add \"cert\", or remove \"key\""],
        Checked.Lines("{dependentRequired: {key: [cert]}}", "{a: 1,key: k}"));

    [Fact]
    public void Check_AnyOfAllOfOtherKinds_SaysTheKinds() => Assert.Equal(
        ["1:4 STR5010 expected a mapping or a text, found the number 5 | as a text it is written in quotes: \"5\""],
        Checked.Lines("{properties: {x: {anyOf: [{type: string}, {type: object}]}}}", "x: 5"));

    [Fact]
    public void Check_AnyOfWrongWithinItsKind_SaysTheOtherKindsToo() => Checked.Tells(
        Checked.Problems("{properties: {x: {anyOf: [{type: integer}, {enum: [auto]}]}, y: {oneOf: [{type: 'null'}, {type: string, pattern: ^a}]}}}", "x: atuo\ny: b"),
        "1:4 STR5013 expected a whole number, or \"auto\", found the text \"atuo\" | did you mean \"auto\"?",
        "2:4 STR5016 expected null, or a text that matches \"^a\", found the text \"b\"");

    [Fact]
    public void Check_AnyOfOneOfTheKind_ExplainsThatOne() => Assert.Equal(
        ["1:8 STR5010 expected a whole number, found the text \"z\""],
        Checked.Lines("{properties: {x: {anyOf: [{type: string}, {type: object, properties: {a: {type: integer}}}]}}}", "x: {a: z}"));

    [Fact]
    public void Check_OneOfWithDiscriminator_ExplainsTheOneThatIsMeant()
    {
        const string Schema = """
            {oneOf: [
              {properties: {type: {const: file}, path: {type: string}}, required: [type, path], additionalProperties: false},
              {properties: {type: {const: http}, url: {type: string}, retries: {type: integer}}, required: [type, url]}]}
            """;

        Assert.Equal(["2:10 STR5010 expected a whole number, found the text \"many\"", "1:1 STR5011 the key \"url\" is missing"], Checked.Lines(Schema, "type: http\nretries: many").Reverse());
        Assert.Equal(["1:7 STR5013 expected \"file\" or \"http\", found the text \"htp\" | did you mean \"http\"?"], Checked.Lines(Schema, "type: htp\nurl: x"));
    }

    [Fact]
    public void Check_AnyOfRequired_NamesTheKeys() => Assert.Equal(
        ["1:1 STR5019 expected the key \"image\" or \"build\" | add one of them"],
        Checked.Lines("{anyOf: [{required: [image]}, {required: [build]}]}", "a: 1"));

    [Fact]
    public void Check_AnyOfEnums_AreOneEnum() => Assert.Equal(
        ["1:4 STR5013 expected \"a\", \"b\" or \"c\", found the text \"d\""],
        Checked.Lines("{properties: {x: {anyOf: [{enum: [a, b]}, {const: c}]}}}", "x: d"));

    [Fact]
    public void Check_AnyOfUndecided_TellsTheReasons() => Assert.Equal(
        ["1:4 STR5019 the text \"d\" fits none of 2 alternatives | expected a text that matches \"^a\", found the text \"d\"; or expected a text that matches \"^b\", found the text \"d\""],
        Checked.Lines("{properties: {x: {anyOf: [{pattern: ^a}, {pattern: ^b}]}}}", "x: d"));

    [Fact]
    public void Check_OneOfSeveral_NamesThem() => Assert.Equal(
        ["1:4 STR5020 the number 6 fits 2 of 2 alternatives, and may fit one | it fits \"even\" and number 2"],
        Checked.Lines("{properties: {x: {oneOf: [{title: even, multipleOf: 2}, {multipleOf: 3}]}}}", "x: 6"));

    [Fact]
    public void Check_ForbiddenKeys_StandAtTheKey()
    {
        Assert.Equal(["1:1 STR5021 the key \"a\" may not stand here | remove it"], Checked.Lines("{properties: {a: false}}", "a: 1"));
        Assert.Equal(["1:1 STR5021 the key \"a\" may not stand here | remove it"], Checked.Lines("{not: {required: [a]}}", "a: 1"));
    }

    [Fact]
    public void Check_ReferencesAndAllOf_SayTheSameOnce() => Assert.Equal(
        ["1:4 STR5010 expected a whole number, found the text \"z\" | the schema says of it: A port"],
        Checked.Lines("{$defs: {p: {type: integer, description: A port}}, properties: {x: {allOf: [{$ref: '#/$defs/p'}, {$ref: '#/$defs/p'}], minimum: 3}}}", "x: z"));

    [Fact]
    public void Check_UnevaluatedKey_IsUnknownOnce() => Assert.Equal(
        ["2:1 STR5012 unknown key \"prot\" | did you mean \"port\"?"],
        Checked.Lines("{allOf: [{properties: {host: {type: string}}}, {properties: {port: true}}], unevaluatedProperties: false}", "host: h\nprot: 2"));

    [Fact]
    public void Check_UnevaluatedBesideAnotherError_BlamesNoKeyThatIsKnown() => Assert.Equal(
        ["1:7 STR5010 expected a text, found a list", "2:1 STR5012 unknown key \"prot\" | did you mean \"port\"?"],
        Checked.Lines("{allOf: [{properties: {host: {type: string}}}, {properties: {port: true}}], unevaluatedProperties: false}", "host: []\nprot: 2"));

    [Fact]
    public void Check_KeyNames_AreToldAtTheKey()
    {
        Assert.Equal(["1:1 STR5016 as the name of a key, expected a text that matches \"^[a-z]+$\", found the text \"A\""], Checked.Lines("{propertyNames: {pattern: '^[a-z]+$'}}", "A: 1"));
        Assert.Equal(["1:1 STR5012 unknown key \"hots\" | did you mean \"host\"?"], Checked.Lines("{propertyNames: {enum: [host, port]}}", "hots: 1"));
    }

    [Fact]
    public void Check_DeprecatedKey_IsSuggestedAgainstThoughAllIsValid() => Assert.Equal(
        ["1:1 STR5024 the key \"old\" is deprecated | the schema says of it: Use new instead"],
        Checked.Lines("{properties: {old: {deprecated: true, description: Use new instead.}, new: true}}", "old: 1\nnew: 2"));

    [Fact]
    public void Check_ThenAndElse_ExplainTheOneThatCounts() => Assert.Equal(
        ["1:1 STR5011 the key \"cert\" is missing"],
        Checked.Lines("{if: {properties: {tls: {const: true}}}, then: {required: [cert]}, else: {required: [port]}}", "tls: true"));
}
