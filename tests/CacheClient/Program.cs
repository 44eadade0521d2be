using Strata;
using Strata.Caching.Redis;
using Strata.Values;

// One of several processes that share a cache, for the tests: loads or clears, as its input says, and answers each line with the value of
// "x" and how often it resolved.
var options = new OverrideManagerOptions { Environment = "development", Variables = VariableSet.Empty, ReadKeyVariables = false };
await using var manager = new OverrideManager(args[0], options.UseRedisCache(new RedisCacheOptions { Configuration = args[1], Timeout = TimeSpan.FromSeconds(30) }));
while (await Console.In.ReadLineAsync() is { } line)
{
    if (line == "clear")
    {
        manager.ClearCache();
    }
    else
    {
        await manager.LoadWithValidationAsync("app");
    }

    var value = line == "clear" ? "-" : manager.GetSection("").GetString("x");
    await Console.Out.WriteLineAsync($"{value} {manager.GetCacheStats()!.Resolutions}");
}
