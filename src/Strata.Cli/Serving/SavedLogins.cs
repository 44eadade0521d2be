using System.Globalization;
using System.Text.Json;
using Strata.Editing;

namespace Strata.Cli.Serving;

/// <summary>What <c>strata login</c> got of a server. Immutable.</summary>
/// <param name="Issuer">Whose tokens these are.</param>
/// <param name="Client">The client that they were given to.</param>
/// <param name="AccessToken">What the server is shown.</param>
/// <param name="RefreshToken">What the next one is got with, once; null where there is none.</param>
/// <param name="ExpiresAt">Until when the first holds, in seconds since 1970.</param>
internal sealed record SavedLogin(string Issuer, string Client, string AccessToken, string? RefreshToken, long ExpiresAt);

/// <summary>
/// The logins of a user, in <c>strata/credentials.json</c> where the user's settings are. Only the user may read it. Commands that run at once take turns:
/// a refresh token that two used would be taken for stolen.
/// </summary>
internal sealed class SavedLogins
{
    private const long Early = 30;

    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(30);

    private readonly string _file;
    private readonly TimeProvider _time;

    private SavedLogins(string file, TimeProvider time)
    {
        _file = file;
        _time = time;
    }

    /// <summary>Those of the user who runs this; null where the user has no place for settings.</summary>
    public static SavedLogins? Of(CommandHost host) =>
        (host.Variable("XDG_CONFIG_HOME") is { } given && Path.IsPathFullyQualified(given) ? given
            : host.Variable("HOME") is { } home ? Path.Combine(home, ".config")
            : host.Variable("APPDATA")) is { } settings
            ? new SavedLogins(Path.Combine(settings, "strata", "credentials.json"), host.Time)
            : null;

    /// <summary>What there is for a server; null for nothing.</summary>
    public SavedLogin? Find(Uri server) => Read().TryGetValue(KeyOf(server), out var login) ? login : null;

    /// <summary>Keeps what there is for a server, or with null forgets it.</summary>
    public void Save(Uri server, SavedLogin? login)
    {
        using var turn = TakeTurn(CancellationToken.None);
        Write(server, login);
    }

    /// <summary>A token that holds still, another one where it must be; null where nobody ever logged in to the server.</summary>
    /// <exception cref="ServerProblemException">There is none any more.</exception>
    public string? ReadToken(Uri server, CancellationToken cancellationToken)
    {
        var login = Find(server);
        if (login is null || IsFresh(login))
        {
            return login?.AccessToken;
        }

        using var turn = TakeTurn(cancellationToken);

        // Another command may have got it meanwhile.
        login = Find(server) ?? throw Over();
        if (IsFresh(login))
        {
            return login.AccessToken;
        }

        using var issuer = new LoginIssuer(new Uri(login.Issuer), login.Client, _time);
        var next = login.RefreshToken is null ? null : issuer.Refresh(login.RefreshToken, cancellationToken);
        Write(server, next);
        return next?.AccessToken ?? throw Over();
    }

    private static ServerProblemException Over() => ServerProblemException.NoCredential("the login is over", "strata login begins another one");

    private bool IsFresh(SavedLogin login) => login.ExpiresAt - Early > _time.GetUtcNow().ToUnixTimeSeconds();

    private static string KeyOf(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private SortedDictionary<string, SavedLogin> Read()
    {
        var logins = new SortedDictionary<string, SavedLogin>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(_file));
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var login = member.Value;
                logins[member.Name] = new SavedLogin(
                    ServerAnswer.TextOf(login, "issuer") ?? "", ServerAnswer.TextOf(login, "client") ?? "", ServerAnswer.TextOf(login, "accessToken") ?? "", ServerAnswer.TextOf(login, "refreshToken"), ServerAnswer.NumberOf(login, "expiresAt") ?? 0);
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return logins;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw ServerProblemException.NoCredential($"{_file} cannot be read: {exception.Message}", "remove it, and strata login again");
        }

        return logins;
    }

    private void Write(Uri server, SavedLogin? login)
    {
        var logins = Read();
        logins.Remove(KeyOf(server));
        if (login is not null)
        {
            logins.Add(KeyOf(server), login);
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (var (key, kept) in logins)
            {
                json.WriteStartObject(key);
                json.WriteString("issuer", kept.Issuer);
                json.WriteString("client", kept.Client);
                json.WriteString("accessToken", kept.AccessToken);
                json.WriteString("refreshToken", kept.RefreshToken);
                json.WriteNumber("expiresAt", kept.ExpiresAt);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        try
        {
            using var pending = PendingFile.Prepare(_file, stream.ToArray(), isForOwner: true);
            pending.Commit();
        }
        catch (WriteFailedException exception)
        {
            throw ServerProblemException.NoCredential($"{_file} cannot be written: {exception.Message}", "see who owns it, and that there is room");
        }
    }

    private FileStream TakeTurn(CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(_file)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        for (var begun = _time.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(_file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw ServerProblemException.NoCredential($"{_file} cannot be written: {exception.Message}", "see who owns it");
            }
            catch (IOException exception)
            {
                if (_time.GetElapsedTime(begun) > LongestTurn)
                {
                    throw ServerProblemException.NoCredential(string.Create(CultureInfo.InvariantCulture, $"{_file} is in use: {exception.Message}"), "see whether another strata command hangs");
                }

                cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
