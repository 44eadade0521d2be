using Strata.Caching;

namespace Strata.Tests.Caching;

public class CacheLocationTests
{
    [Theory]
    [InlineData("/named", "/named", "/shared", "/home/u")]
    [InlineData("/shared/strata", null, "/shared", "/home/u")]
    [InlineData("/home/u/.cache/strata", null, "relative", "/home/u")]
    [InlineData("/home/u/.cache/strata", null, null, "/home/u")]
    [InlineData("/shared/strata", null, "/shared", null)]
    [InlineData(null, null, "relative", null)]
    [InlineData(null, null, null, "relative")]
    [InlineData(null, null, null, null)]
    public void Of_Variables_IsWhatTheFirstGoodOneSays(string? expected, string? named, string? shared, string? home)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere others say it.");

        Assert.Equal(expected, CacheLocation.Of(name => name switch { CacheLocation.Variable => named, "XDG_CACHE_HOME" => shared, "HOME" => home, _ => null }));
    }

    [Fact]
    public void Of_RelativeName_IsBelowTheWorkingDirectory() =>
        Assert.Equal(Path.GetFullPath("here"), CacheLocation.Of(static name => name == CacheLocation.Variable ? "here" : null));
}
