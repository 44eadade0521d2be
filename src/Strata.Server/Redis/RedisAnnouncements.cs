using StackExchange.Redis;
using Strata.Server.Watching;

namespace Strata.Server.Redis;

/// <summary>New heads, told by Redis' messages.</summary>
internal sealed class RedisAnnouncements(RedisConnection connection) : IHeadAnnouncements
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("strata:heads");

    public string Name => "Redis";

    public async Task AnnounceAsync(string space)
    {
        try
        {
            await (await connection.GetAsync().ConfigureAwait(false)).GetSubscriber().PublishAsync(Channel, space, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The others look at the store themselves.
        }
    }

    public async Task ListenAsync(Action<string> announced, CancellationToken cancellationToken)
    {
        var queue = await (await connection.GetAsync().ConfigureAwait(false)).GetSubscriber().SubscribeAsync(Channel).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var message = await queue.ReadAsync(cancellationToken).ConfigureAwait(false);
                if ((string?)message.Message is { } space)
                {
                    announced(space);
                }
            }
        }
        finally
        {
            await queue.UnsubscribeAsync(CommandFlags.FireAndForget).ConfigureAwait(false);
        }
    }
}
