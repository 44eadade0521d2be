using Strata.Diagnostics;
using Strata.Tests.Layers;

namespace Strata.Tests.Diagnostics;

/// <summary>Passwords that begin with what is syntax in YAML, written without quotes: the error must not tell them.</summary>
public class UnquotedSecretTests
{
    [Theory]
    [InlineData("!hunter2")]
    [InlineData("!!hunter2 x")]
    [InlineData("!<hunter2> x")]
    [InlineData("!<hunter2")]
    [InlineData("!by:hunter2 x")]
    [InlineData("*hunter2")]
    [InlineData("&a &hunter2 x")]
    [InlineData("%hunter2")]
    [InlineData("@hunter2")]
    [InlineData("`hunter2")]
    [InlineData("{hunter2")]
    [InlineData("[hunter2")]
    [InlineData("\"hunter2")]
    [InlineData("'hunter2")]
    [InlineData("|hunter2")]
    [InlineData(">hunter2")]
    [InlineData("a: hunter2")]
    [InlineData("- hunter2")]
    [InlineData("\"\\hunter2\"")]
    [InlineData("!!int hunter2")]
    [InlineData(", hunter2")]
    [InlineData("\thunter2:x")]
    [InlineData("x\n  hunter2: y")]
    public void Write_UnquotedSecret_IsNotTold(string value)
    {
        foreach (var layout in (string[])["db:\n  password: {0}\n  port: 1\n", "tokens:\n  - a\n  - {0}\n", "credentials:\n  user: {0}\n", "{{ password: {0}, port: 1 }}\n"])
        {
            using var writer = new StringWriter();
            var text = new DiagnosticText(writer, hasColour: false);
            foreach (var diagnostic in Described.From(string.Format(System.Globalization.CultureInfo.InvariantCulture, layout, value)).Diagnostics)
            {
                text.Write(diagnostic);
                Assert.DoesNotContain("hunter2", diagnostic.ToString(), StringComparison.Ordinal);
            }

            Assert.DoesNotContain("hunter2", writer.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("password: !secert x\n", "unknown tag \"!secert\"", "did you mean !secret?")]
    [InlineData("x: &base 1\npassword: *bas\n", "no anchor &bas stands before this alias", "did you mean *base?")]
    public void Read_SlipAtASecret_IsStillNamed(string text, string message, string hint)
    {
        var error = Described.From(text).Error;

        Assert.Equal(message, error.Message);
        Assert.Equal(hint, error.Hint);
    }
}
