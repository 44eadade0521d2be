using System.Text.Json;
using CsCheck;
using Strata.Output;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Tests.Output;

public class JsonWriterTests
{
    [Fact]
    public void Write_Tree_IsIndented() => Assert.Equal(
        """
        {
          "name": "api",
          "empty": {},
          "none": [],
          "nothing": null,
          "ports": [
            31,
            8080
          ],
          "nested": {
            "list": [
              {
                "a": 1.50
              },
              true
            ]
          }
        }

        """,
        Trees.Write("json", Trees.Of("name: api\nempty: {}\nnone: []\nnothing: ~\nports: [0x1F, 8080]\nnested: {list: [{a: 1.50}, True]}")));

    [Fact]
    public void Write_AnyTree_IsReadBySystemTextJson() => Trees.Any.Sample(static root =>
    {
        using var document = JsonDocument.Parse(Trees.Write("json", root));
        Assert.Equal(root.Count, document.RootElement.EnumerateObject().Count());
    });

    [Fact]
    public void Write_AnyText_IsThatTextInSystemTextJson() => Trees.Text.Sample(static text =>
    {
        using var document = JsonDocument.Parse(Trees.Write("json", ScalarNode.Of(text)));
        Assert.Equal(text, document.RootElement.GetString());
    });

    [Theory]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("-.Inf", "\"-.inf\"")]
    [InlineData(".NaN", "\".nan\"")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5.0")]
    [InlineData("1e5", "1e5")]
    [InlineData("0x10000000000000000", "18446744073709551616")]
    public void Write_Number_IsOneThatJsonCanSay(string text, string expected) =>
        Assert.Equal(expected + "\n", Trees.Write("json", Trees.Scalar(text)));

    [Fact]
    public void Write_HalfOfASurrogatePair_IsReplaced() => Assert.Equal("\"a\uFFFDb\"\n", Trees.Write("json", ScalarNode.Of("a\uD800b")));

    [Fact]
    public void Write_LongText_IsComplete()
    {
        // Longer than the buffer, and no part of a character may be lost where it is cut.
        var text = string.Concat(Enumerable.Repeat("a😀é中\n", 20_000));

        using var document = JsonDocument.Parse(Trees.Write("json", ScalarNode.Of(text)));
        Assert.Equal(text, document.RootElement.GetString());
    }

    [Fact]
    public void Write_Secrets_AreMasked() => Assert.Equal(
        """
        {
          "db": {
            "password": "********"
          },
          "url": "redis://:********@cache"
        }

        """,
        Trees.Write("json", Trees.Of("db: {password: 1}\nurl: \"redis://:x@cache\""), new Sensitivity([]).Root));

    [Fact]
    public void Of_MaskedTree_WritesWhatTheWriterMasks() => Trees.Any.Sample(static tree =>
    {
        var root = Trees.Map(("open", tree), ("token", tree), ("url", ScalarNode.Of("a://b:c@d")));
        var secrets = new Sensitivity([]).Root;
        Assert.Equal(Trees.Write("json", root, secrets), Trees.Write("json", MaskedTree.Of(root, secrets)));
    });
}
