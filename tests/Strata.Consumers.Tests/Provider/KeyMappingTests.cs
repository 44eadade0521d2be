using Microsoft.Extensions.Configuration;

namespace Strata.Consumers.Tests.Provider;

public sealed class KeyMappingTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("TRUE", "true")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("1.50", "1.50")]
    [InlineData("1e3", "1e3")]
    [InlineData(".inf", "Infinity")]
    [InlineData("-.INF", "-Infinity")]
    [InlineData(".nan", "NaN")]
    [InlineData("007", "7")]
    [InlineData("\"0x1F\"", "0x1F")]
    [InlineData("99999999999999999999", "99999999999999999999")]
    [InlineData("~", null)]
    public void TryGet_Scalar_IsInvariantText(string written, string? value)
    {
        using var overrides = new ProvidedOverrides($"key: {written}\n");
        using var root = overrides.Build();

        Assert.Equal(value, root["Key"]);
        Assert.Equal(["key"], root.GetChildren().Select(static child => child.Key));
    }

    [Theory]
    [InlineData("Database:ConnectionPool:MaxSize")]
    [InlineData("database:connection_pool:max_size")]
    [InlineData("database:connection_pool:MaxSize")]
    [InlineData("Database:ConnectionPool:max-size")]
    [InlineData("DATABASE:CONNECTIONPOOL:MAX_SIZE")]
    public void TryGet_NameOfAProperty_FindsTheKey(string key)
    {
        using var overrides = new ProvidedOverrides("database: { connection_pool: { max_size: 50 } }\n");
        using var root = overrides.Build();

        Assert.Equal("50", root[key]);
        Assert.Equal(50, root.GetSection("Database:ConnectionPool").Get<Pool>()!.MaxSize);
        Assert.Equal(50, root.Get<Settings>()!.Database!.ConnectionPool!.MaxSize);
    }

    [Fact]
    public void TryGet_NameOfAPropertyNotWanted_FindsNothing()
    {
        using var overrides = new ProvidedOverrides("max_size: 50\n");
        using var root = overrides.Build(static options => options.MatchPropertyNames = false);

        Assert.Null(root["MaxSize"]);
        Assert.Equal("50", root["Max_Size"]);
    }

    [Fact]
    public void TryGet_NameOfTwoKeys_IsNobodys()
    {
        using var overrides = new ProvidedOverrides("labels: { a_b: 1, a-b: 2, ab_c: 3 }\n");
        using var root = overrides.Build();

        Assert.Equal(("1", "2", null, "3"), (root["labels:a_b"], root["labels:a-b"], root["labels:ab"], root["labels:abc"]));
        Assert.Equivalent(new[] { "a_b", "a-b", "ab_c" }, root.GetSection("labels").Get<Dictionary<string, string>>()!.Keys, strict: true);
    }

    [Fact]
    public void TryGet_KeyThatIsExactly_WinsOverItsLikes()
    {
        using var overrides = new ProvidedOverrides("max_size: 1\nmaxSize: 2\n");
        using var root = overrides.Build();

        Assert.Equal(("1", "2"), (root["max_size"], root["MaxSize"]));
    }

    [Fact]
    public void Build_KeysThatDifferByCase_TellsBothPlaces()
    {
        using var overrides = new ProvidedOverrides("pool:\n  size: 1\nPool:\n  Size: 2\n");

        var exception = Assert.Throws<OverrideValidationException>(() => overrides.Build());

        var problem = Assert.Single(exception.Result.Errors);
        Assert.Equal(("STR8006", 4, 1), (problem.Code.ToString(), problem.Position.Line, problem.Related.Count));
        Assert.Equal(2, problem.Related[0].Position.Line);
        Assert.Contains("Pool:Size", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_MappingsThatDifferByCase_AreOne()
    {
        using var overrides = new ProvidedOverrides("pool: { min: 1 }\nPool: { max: 2 }\n");
        using var root = overrides.Build();

        Assert.Equal(["max", "min"], root.GetSection("pool").GetChildren().Select(static child => child.Key));
    }

    [Theory]
    [InlineData("a: [1]\nA: { b: 2 }\n")]
    [InlineData("a: { b: 2 }\nA: [1]\n")]
    [InlineData("a: { b: 2 }\nA: 1\n")]
    [InlineData("a: 1\nA: { b: 2 }\n")]
    [InlineData("a: { b: 2 }\n\"a:b\": 1\n")]
    public void Build_OneKeyForTwoKindsOfValue_IsRefused(string text)
    {
        using var overrides = new ProvidedOverrides(text);

        Assert.Equal("STR8006", Assert.Single(Assert.Throws<OverrideValidationException>(() => overrides.Build()).Result.Errors).Code.ToString());
    }

    [Fact]
    public void List_OverALongerOneOfAnotherProvider_Replaces()
    {
        using var overrides = new ProvidedOverrides("hosts: [x]\ndeep: [{ a: 1 }]\n");
        using var root = overrides.BuildAround(static builder => builder.AddInMemoryCollection(
            [new("hosts:0", "a"), new("hosts:1", "b"), new("hosts:2", "c"), new("deep:0:b", "2"), new("deep:1:a", "3")]));

        Assert.Equal(["x"], root.GetSection("Hosts").Get<string[]>()!);
        Assert.Null(root["hosts:1"]);
        Assert.False(root.GetSection("hosts:2").Exists());
        Assert.Equal(["0"], root.GetSection("deep").GetChildren().Select(static child => child.Key));
        Assert.False(root.GetSection("deep:1").Exists());

        // With all that is in it.
        Assert.Null(root["deep:0:b"]);
        Assert.Equal(["a"], root.GetSection("deep:0").GetChildren().Select(static child => child.Key));
    }

    [Fact]
    public void List_BeneathALaterProvider_IsChangedItemByItem()
    {
        using var overrides = new ProvidedOverrides("hosts: [x, y]\n");
        using var root = overrides.BuildAround(static _ => { }, static builder => builder.AddInMemoryCollection([new("hosts:1", "later"), new("hosts:2", "more")]));

        Assert.Equal(["x", "later", "more"], root.GetSection("hosts").Get<string[]>()!);
    }

    [Theory]
    [InlineData("part: 5\n", "5")]
    [InlineData("part: null\n", null)]
    [InlineData("part: []\n", "")]
    public void SingleValue_OverKeysOfAnotherProvider_HidesThem(string text, string? value)
    {
        using var overrides = new ProvidedOverrides(text);
        using var root = overrides.BuildAround(static builder => builder.AddInMemoryCollection([new("part:a", "1"), new("part:b:c", "2"), new("other", "3")]));

        Assert.Equal(value, root["part"]);
        Assert.Empty(root.GetSection("part").GetChildren());
        Assert.Null(root["Part:a"]);
        Assert.Empty(root.GetSection("part:b").GetChildren());
        Assert.Equal("3", root["other"]);
    }

    [Fact]
    public void Mapping_OverKeysOfAnotherProvider_IsMerged()
    {
        using var overrides = new ProvidedOverrides("part: { a: x }\n");
        using var root = overrides.BuildAround(static builder => builder.AddInMemoryCollection([new("Part:A", "1"), new("part:b", "2")]));

        Assert.Equal(("x", "2"), (root["part:a"], root["part:b"]));
    }

    private sealed class Settings
    {
        public Database? Database { get; set; }
    }

    private sealed class Database
    {
        public Pool? ConnectionPool { get; set; }
    }

    private sealed class Pool
    {
        public int MaxSize { get; set; }
    }
}
