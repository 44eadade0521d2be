namespace Strata.Cli.Serving;

/// <summary>
/// What a server is shown so that it knows who asks: the token of a file, of <c>STRATA_TOKEN</c>, or what <c>strata login</c> got. It goes to that server
/// only, and over plain HTTP only on this machine.
/// </summary>
internal sealed class ServerCredential
{
    private const string Variable = "STRATA_TOKEN";

    private readonly Func<CancellationToken, string?> _read;

    private ServerCredential(Func<CancellationToken, string?> read) => _read = read;

    /// <summary>What there is for a server; null for nothing.</summary>
    /// <param name="host">What the command has of the world.</param>
    /// <param name="file">The file that was named; null for none.</param>
    /// <param name="server">The server.</param>
    /// <exception cref="UsageException">It would go over the network in clear.</exception>
    public static ServerCredential? Of(CommandHost host, string? file, Uri server)
    {
        var given = file is not null ? new ServerCredential(_ => ReadFile(file))
            : host.Variable(Variable) is { } token ? new ServerCredential(_ => Checked(token, Variable))
            : null;
        if (given is not null)
        {
            return IsSafe(server) ? given : throw new UsageException($"a token is not sent to {server.GetLeftPart(UriPartial.Authority)}: everybody on the way could read it", "write https://; plain http is for the loopback address only");
        }

        return IsSafe(server) && SavedLogins.Of(host) is { } saved ? new ServerCredential(cancellationToken => saved.ReadToken(server, cancellationToken)) : null;
    }

    /// <summary>Whether what is secret may be sent to an address.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;

    /// <summary>The token as it is now; null where nobody ever logged in to the server.</summary>
    /// <exception cref="ServerProblemException">There is none any more.</exception>
    public string? Read(CancellationToken cancellationToken) => _read(cancellationToken);

    private static string ReadFile(string file)
    {
        try
        {
            return Checked(File.ReadAllText(file).Trim(), file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ServerProblemException.NoCredential($"the token cannot be read: {exception.Message}", "correct --token-file");
        }
    }

    private static string Checked(string token, string from) => token.Length > 0 && token.All(static character => character is > ' ' and <= '~')
        ? token
        : throw ServerProblemException.NoCredential($"{from} holds no token", "put there what strata token create printed, and nothing else");
}
