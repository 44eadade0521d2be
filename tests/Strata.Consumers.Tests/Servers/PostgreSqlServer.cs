using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Servers;

/// <summary>
/// A PostgreSQL of a test's own, on a free port of this machine. It asks for passwords, and has the superuser <c>postgres</c> with the
/// password <see cref="Password"/>. Root may not run it, so that it then runs as the user <c>postgres</c>.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class PostgreSqlServer : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-postgresql-");
    private RunningProgram? _server;

    private PostgreSqlServer(int port) => Port = port;

    public static string Password => "it's \"super\"";

    /// <summary>Whether there is one to start.</summary>
    public static bool IsInstalled => OperatingSystem.IsLinux() && Binaries() is not null;

    public int Port { get; }

    private string Data => Path.Combine(_directory.FullName, "data");

    /// <summary>Starts one; the test is skipped where there is none.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="include">What the server's own file includes at its end, by the name strata.conf.</param>
    public static PostgreSqlServer Start(int port = 0, string include = "")
    {
        Assert.SkipUnless(IsInstalled, "PostgreSQL is not installed.");
        var server = new PostgreSqlServer(port == 0 ? LoopbackPort.Free() : port);
        server.Make();
        server.Write("strata.conf", include);
        File.AppendAllText(Path.Combine(server.Data, "postgresql.conf"), string.Create(
            CultureInfo.InvariantCulture,
            $"\nlisten_addresses = '127.0.0.1'\nport = {server.Port}\nunix_socket_directories = ''\nfsync = off\ninclude 'strata.conf'\n"));
        server.StartAgain();
        return server;
    }

    /// <summary>Starts it at the same port, with the data that it had.</summary>
    public void StartAgain()
    {
        var line = AsServer(Path.Combine(Binaries()!, "postgres"), "-D", Data);
        _server = RunningProgram.Start(line[0], line[1..], _directory.FullName);
        _server.WaitUntil(() => InstalledProgram.Run("pg_isready", ["-q", "-h", "127.0.0.1", "-p", $"{Port}"]).ExitCode == 0);
    }

    /// <summary>Ends it: clients are cut off. QUIT leaves no time to write anything.</summary>
    public void Stop(string signal = "INT")
    {
        _server?.Stop(signal);
        _server?.Dispose();
        _server = null;
    }

    /// <summary>Writes a file among the server's own, which nobody else may read.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Data, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Own(path);
    }

    /// <summary>What psql prints of a statement, for the superuser.</summary>
    public string Query(string statement, string database = "postgres") => Connect(string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres@127.0.0.1:{Port}/{database}"), statement, ("PGPASSWORD", Password)).Success().TrimEnd('\n');

    /// <summary>Runs a statement over an address.</summary>
    public static ProgramResult Connect(string address, string statement, params (string Name, string Value)[] variables) =>
        InstalledProgram.Run("psql", ["--no-psqlrc", "--no-password", "-qAt", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", statement], variables: variables);

    public void Dispose()
    {
        Continue();
        Stop();
        _directory.Delete(recursive: true);
    }

    // Of several versions the newest; other systems than Debian have one, in the path.
    private static string? Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "initdb"))).MaxBy(static bin => bin, StringComparer.Ordinal)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")));

    private static string BinaryOf(string name) => Path.Combine(Binaries()!, name);

    private static string[] AsServer(params string[] line) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--", .. line] : line;

    private static void Own(string path)
    {
        if (Environment.IsPrivilegedProcess)
        {
            InstalledProgram.Run("chown", ["-R", "postgres:postgres", path]).Success();
        }
    }

    private void Make()
    {
        var password = Path.Combine(_directory.FullName, "password");
        File.WriteAllText(password, Password);
        Own(_directory.FullName);
        var line = AsServer(Path.Combine(Binaries()!, "initdb"), "-D", Data, "-U", "postgres", "-A", "scram-sha-256", $"--pwfile={password}", "--no-sync", "--encoding=UTF8", "--locale=C");
        InstalledProgram.Run(line[0], line[1..], _directory.FullName).Success();
    }
}
