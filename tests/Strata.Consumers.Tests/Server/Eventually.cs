using System.Diagnostics;

namespace Strata.Consumers.Tests.Server;

/// <summary>Waits for what comes to hold by itself.</summary>
internal static class Eventually
{
    /// <summary>Asks again and again whether something holds, until it does; fails where that takes too long.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> holds, int seconds = 30)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(seconds), "it does not come to hold");
        }
    }
}
