using System.Net.Sockets;
using System.Security.Authentication;

namespace Strata.Doctor.Connections;

/// <summary>Why a server cannot be reached, in words.</summary>
internal static class NetworkFailure
{
    /// <summary>Whether an exception says that the network, or who is at its other end, failed; not that the time was up, whatever that broke off.</summary>
    public static bool Is(Exception exception) => exception is not OperationCanceledException
        && (exception is SocketException or IOException or TimeoutException or HttpRequestException || (exception.InnerException is { } inner && Is(inner)));

    /// <summary>Whether an exception says that what answers does not speak HTTP.</summary>
    public static bool IsOtherProtocol(Exception exception) => exception switch
    {
        HttpRequestException request => IsOtherProtocol(request.HttpRequestError),
        HttpIOException answer => IsOtherProtocol(answer.HttpRequestError),
        _ => false,
    };

    /// <summary>Why.</summary>
    public static string ReasonOf(Exception exception)
    {
        var isStream = false;
        for (var at = exception; at is not null; at = at.InnerException)
        {
            isStream |= at is IOException;
            if (at is SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    // The second is that of a Unix socket which is not there.
                    SocketError.ConnectionRefused or SocketError.AddressNotAvailable => "nothing listens there",
                    SocketError.HostNotFound or SocketError.NoData => "its name is not known",
                    SocketError.TryAgain => "no name server answers for its name",
                    SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no way leads there",
                    SocketError.TimedOut => "it does not answer",
                    SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "it ended the connection",
                    _ => socket.Message,
                };
            }

            if (at is TimeoutException)
            {
                return "it does not answer";
            }
        }

        return isStream ? "it ended the connection" : exception.Message;
    }

    /// <summary>What is wrong with the other side's TLS; null where it is something else.</summary>
    public static string? TlsReasonOf(Exception exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
        {
            if (at is AuthenticationException)
            {
                return at.Message;
            }
        }

        return null;
    }

    private static bool IsOtherProtocol(HttpRequestError? error) => error is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded;
}
