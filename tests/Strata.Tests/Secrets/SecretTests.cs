using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Strata.Secrets;

namespace Strata.Tests.Secrets;

/// <summary>A secret shows itself nowhere, and is equal to what is the same.</summary>
public class SecretTests
{
    private const string Text = "hunter2";

    [Fact]
    public void Secret_HoweverItIsPrinted_IsAMask()
    {
        var secret = new Secret(Text);
        string[] shown =
        [
            secret.ToString(),
            $"{secret}",
            string.Format(CultureInfo.InvariantCulture, "{0}", secret),
            new Holder(secret, [secret]).ToString(),
            JsonSerializer.Serialize(secret),
            JsonSerializer.Serialize(new Holder(secret, [secret])),
            JsonSerializer.Serialize<object>(new Dictionary<string, object> { ["a"] = secret }),
            new InvalidOperationException($"{secret}", new ArgumentException(secret.ToString())).ToString(),
        ];

        Assert.All(shown, static text => Assert.DoesNotContain(Text, text, StringComparison.Ordinal));
        Assert.Equal("{\"Key\":\"********\",\"Others\":[\"********\"]}", JsonSerializer.Serialize(new Holder(secret, [secret])));
        Assert.Equal(Text, secret.Reveal());
    }

    [Fact]
    public void Secret_InADebugger_IsAMask()
    {
        Assert.Equal("********", typeof(Secret).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        Assert.All(
            typeof(Secret).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public),
            static field => Assert.Equal(DebuggerBrowsableState.Never, field.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State));

        // What reads every property, as structured logs do, finds none.
        Assert.Empty(typeof(Secret).GetProperties());
    }

    [Fact]
    public void Secret_OfJson_IsNotRead() => Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<Secret>("\"********\""));

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("", "", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", "aa", false)]
    public void Equals_OfTexts_IsThatOfTheTexts(string left, string right, bool isEqual)
    {
        var (first, second) = (new Secret(left), new Secret(right));

        Assert.Equal(isEqual, first.Equals(second));
        Assert.Equal(isEqual, first == second);
        Assert.Equal(!isEqual, first != second);
        Assert.Equal(isEqual, first.GetHashCode() == second.GetHashCode());
    }

    [Fact]
    public void Equals_OfHalfCharacters_IsNotThatOfWhatStandsForThem()
    {
        Assert.False(new Secret("\ud800").Equals(new Secret("\udfff")));
        Assert.False(new Secret("\ud800").Equals(new Secret("\ufffd")));
        Assert.True(new Secret("\ud800").Equals(new Secret("\ud800")));
    }

    [Fact]
    public void Equals_Null_IsNull()
    {
        Secret? none = null;

        Assert.True(none == null);
        Assert.False(new Secret("a") == null);
        Assert.False(new Secret("a").Equals(null));
        Assert.Throws<ArgumentNullException>(() => new Secret(null!));
    }

    private sealed record Holder(Secret Key, Secret[] Others);
}
