using System.Net.Sockets;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>Opens connections to Redis with the password that is configured.</summary>
internal static class RedisDoor
{
    private const string Section = RedisCheck.Section;

    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(1);

    /// <summary>Connects. Where that fails, it is the step's result, and null is given.</summary>
    /// <param name="context">The check.</param>
    /// <param name="config">The section.</param>
    /// <param name="place">Where.</param>
    /// <param name="step">The step.</param>
    /// <param name="mayBeOpen">Whether the server may have no password although one is configured: sentinels often have none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RespConnection?> OpenAsync(CheckContext context, RedisConfig config, RedisPlace place, CheckStep step, bool mayBeOpen, CancellationToken cancellationToken)
    {
        var hasTls = RedisPlace.HasTls(config);
        RespConnection? connection = null;
        try
        {
            connection = hasTls
                ? await SecureAsync(context, place, cancellationToken).ConfigureAwait(false)
                : await RespConnection.OpenAsync(place.Host, place.Port, hasTls, cancellationToken).ConfigureAwait(false);
            var opened = await UnlockAsync(connection, config, place, step, mayBeOpen, cancellationToken).ConfigureAwait(false);
            if (!opened)
            {
                connection.Dispose();
            }

            return opened ? connection : null;
        }
        catch (TlsFailureException exception)
        {
            step.At(TlsPath(config)).Fail($"TLS with Redis at {place} fails: {exception.Message}", $"correct {TlsPath(config)}, or the certificate of the server");
        }
        catch (IOException exception) when (!hasTls && connection is not null && exception is EndOfStreamException or { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } })
        {
            step.At(TlsPath(config)).Fail($"the server at {place} ends the connection before it answers: it may want TLS", $"set {Section}.tls to true if it does");
        }
        catch (IOException exception) when (exception.Message.StartsWith("what answers", StringComparison.Ordinal))
        {
            step.Fail($"{exception.Message} at {place}", $"correct {place.Path} and the port beside it");
        }
        catch (Exception exception) when (NetworkFailure.Is(exception))
        {
            step.Unreachable($"Redis cannot be reached at {place}: {NetworkFailure.ReasonOf(exception)}", $"start it, or correct {place.Path}");
        }

        connection?.Dispose();
        return null;
    }

    // A server without TLS takes the beginning of a handshake for that of a command, and waits for the rest of it.
    private static async Task<RespConnection> SecureAsync(CheckContext context, RedisPlace place, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var opening = RespConnection.OpenAsync(place.Host, place.Port, hasTls: true, either.Token);
        await Task.WhenAny(opening, Task.Delay(HandshakePatience, context.Time, either.Token)).ConfigureAwait(false);
        if (!opening.IsCompleted)
        {
            var speaking = SpeaksPlainlyAsync(place, either.Token);
            if (await Task.WhenAny(opening, speaking).ConfigureAwait(false) == speaking && await speaking.ConfigureAwait(false))
            {
                await either.CancelAsync().ConfigureAwait(false);
                await opening.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default).ConfigureAwait(false);
                throw new TlsFailureException(null, new TimeoutException());
            }
        }

        return await opening.ConfigureAwait(false);
    }

    private static async Task<bool> SpeaksPlainlyAsync(RedisPlace place, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await RespConnection.OpenAsync(place.Host, place.Port, hasTls: false, cancellationToken).ConfigureAwait(false);
            await connection.SendAsync(cancellationToken, "PING").ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException || NetworkFailure.Is(exception))
        {
            return false;
        }
    }

    private static async Task<bool> UnlockAsync(RespConnection connection, RedisConfig config, RedisPlace place, CheckStep step, bool mayBeOpen, CancellationToken cancellationToken)
    {
        if (config.Password?.Reveal() is { Length: > 0 } password)
        {
            var reply = config.User is { Length: > 0 } user
                ? await connection.SendAsync(cancellationToken, "AUTH", user, password).ConfigureAwait(false)
                : await connection.SendAsync(cancellationToken, "AUTH", password).ConfigureAwait(false);
            if (reply.IsError && reply.Text!.Contains("without any password configured", StringComparison.Ordinal))
            {
                if (!mayBeOpen)
                {
                    step.At($"{Section}.password").Fail($"a password is configured, and the server at {place} has none: it is open to everybody", "set requirepass at the server (and masterauth at its replicas), or leave the password empty");
                    return false;
                }
            }
            else if (reply.IsError)
            {
                step.At($"{Section}.password").Fail($"the server at {place} refuses the password{(config.User is { Length: > 0 } ? $" of {config.User}" : "")}", $"correct {Section}.password, or requirepass at the server");
                return false;
            }
        }

        var pong = await connection.SendAsync(cancellationToken, "PING").ConfigureAwait(false);
        if (pong.IsErrorOf("NOAUTH"))
        {
            step.At($"{Section}.password").Fail($"the server at {place} asks for a password, and none is configured", $"set {Section}.password");
            return false;
        }

        if (pong.IsErrorOf("LOADING") || pong.IsErrorOf("MASTERDOWN"))
        {
            step.Unreachable($"Redis at {place} is not ready: {pong.Text}", "wait until it has started");
            return false;
        }

        if (pong.IsError && !pong.IsErrorOf("NOPERM"))
        {
            step.Fail($"the server at {place} refuses: {pong.Text}", $"correct the values of {Section}");
            return false;
        }

        return true;
    }

    private static string TlsPath(RedisConfig config) => config.Tls is null && config.Url is not null ? $"{Section}.url" : $"{Section}.tls";
}
