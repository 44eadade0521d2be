using CsCheck;
using Strata.Layers.Conditions;

namespace Strata.Tests.Layers.Conditions;

public class SemanticVersionTests
{
    private static SemanticVersion Parse(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out var version), text);
        return version;
    }

    [Fact]
    public void CompareTo_TheSpecificationsOwnOrder_Holds()
    {
        // semver.org 2.0, chapter 11.
        string[] ordered =
        [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
            "2.0.0", "2.1.0", "2.1.0.1-rc.1", "2.1.0.1", "2.1.0.6", "2.1.0.10", "2.1.1", "2.10.0", "10.0.0",
        ];

        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++)
            {
                Assert.Equal(i.CompareTo(j), Math.Sign(Parse(ordered[i]).CompareTo(Parse(ordered[j]))));
            }
        }
    }

    [Theory]
    [InlineData("1.2.3", "1.2.3+build.5")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("1.2.3", "1.2.3.0")]
    [InlineData("1", "1.0.0")]
    [InlineData("v1.2.3", "1.2.3")]
    [InlineData("1.2.3-rc.1+a", "1.2.3-rc.1+b")]
    public void CompareTo_SameVersionSpelledOtherwise_IsEqual(string left, string right) => Assert.Equal(0, Parse(left).CompareTo(Parse(right)));

    [Theory]
    [InlineData("1.0.0-99999999999999999999", "1.0.0-100000000000000000000")]
    [InlineData("1.0.0-1", "1.0.0-a")]
    [InlineData("1.0.0-A", "1.0.0-a")]
    [InlineData("1.0.0-9", "1.0.0-10")]
    [InlineData("1.0.0--", "1.0.0-a")]
    public void CompareTo_PreReleases_GoByTheirIdentifiers(string lower, string higher) => Assert.True(Parse(lower).CompareTo(Parse(higher)) < 0);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1..2")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.*")]
    [InlineData("1.2.x")]
    [InlineData("*")]
    [InlineData("-1.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-ä")]
    [InlineData("1.2.3+")]
    [InlineData("1.2-rc.1")]
    [InlineData("1.2.3 ")]
    [InlineData("vv1")]
    [InlineData("v")]
    [InlineData("1.2.٣")]
    [InlineData("9999999999999999999")]
    public void TryParse_NoVersion_IsRefused(string text) => Assert.False(SemanticVersion.TryParse(text, out _));

    private static readonly Gen<SemanticVersion> Versions = Gen.Select(
        Gen.Long[0, 3],
        Gen.Long[0, 3],
        Gen.Long[0, 3],
        Gen.OneOf("", "0", "1", "10", "a", "a.0", "a.b", "b", "-"),
        static (major, minor, patch, preRelease) => new SemanticVersion(major, minor, patch, preRelease));

    [Fact]
    public void CompareTo_AnyVersions_IsATotalOrder() => Gen.Select(Versions, Versions, Versions).Sample(static (a, b, c) =>
    {
        Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
        Assert.Equal(a == b, a.CompareTo(b) == 0);
        if (a.CompareTo(b) <= 0 && b.CompareTo(c) <= 0)
        {
            Assert.True(a.CompareTo(c) <= 0);
        }
    });

    [Fact]
    public void TryParse_WhatIsWritten_IsReadBack() => Versions.Sample(static version =>
    {
        var text = FormattableString.Invariant($"{version.Major}.{version.Minor}.{version.Patch}{(version.PreRelease.Length > 0 ? "-" : "")}{version.PreRelease}");

        Assert.Equal(version, Parse(text));
    });
}
