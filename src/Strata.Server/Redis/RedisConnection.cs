using StackExchange.Redis;
using Strata.Server.Hosting;

namespace Strata.Server.Redis;

/// <summary>
/// The one connection to Redis. It is made beside the first requests, and again whenever it is lost; whoever uses it meanwhile is told so at once.
/// Safe for use from several threads.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    // Redis is there to be faster than rendering. What takes longer is no help.
    private const int MostMilliseconds = 500;

    private readonly Lazy<Task<IConnectionMultiplexer>> _connection;

    /// <param name="configuration">As StackExchange.Redis reads it: <c>host:port,password=...</c>.</param>
    /// <exception cref="SettingException">It is no such text.</exception>
    public RedisConnection(string configuration)
    {
        var options = Parse(configuration);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = MostMilliseconds * 4;
        options.SyncTimeout = MostMilliseconds;
        options.AsyncTimeout = MostMilliseconds;
        options.ClientName ??= "strata-server";
        // What was to be said while it was away is of no use to anybody afterwards.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        _connection = new Lazy<Task<IConnectionMultiplexer>>(async () => await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false));
    }

    private static ConfigurationOptions Parse(string configuration)
    {
        try
        {
            var options = ConfigurationOptions.Parse(configuration);
            return options.EndPoints.Count > 0 ? options : throw new ArgumentException("it names no server");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // What else the text holds may be a password.
            throw new SettingException("--redis is no list of servers with their options", "write --redis host:6379,password=...");
        }
    }

    public Task<IConnectionMultiplexer> GetAsync() => _connection.Value;

    /// <summary>Whether it answers.</summary>
    public async Task<bool> AnswersAsync()
    {
        try
        {
            await (await GetAsync().ConfigureAwait(false)).GetDatabase().PingAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
        {
            try
            {
                await (await _connection.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
            catch (RedisException)
            {
                // There never was one.
            }
        }
    }
}
