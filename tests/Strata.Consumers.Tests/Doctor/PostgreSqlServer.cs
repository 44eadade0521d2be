using System.Diagnostics;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>A PostgreSQL of a test class's own, on a free port of this machine. PostgreSQL refuses to run as root, and then runs as postgres.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PostgreSqlServer : IDisposable
{
    /// <summary>Its role, and the database of the same name.</summary>
    public const string User = "soundwave";

    /// <summary>How many connections it gives in all.</summary>
    public const int MaxConnections = 20;

    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(static version => Path.Combine(version, "bin")).LastOrDefault(static folder => File.Exists(Path.Combine(folder, "postgres")))
        : null;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-postgresql-");
    private readonly Process? _process;

    public PostgreSqlServer()
    {
        if (Programs is null)
        {
            return;
        }

        Port = LoopbackPort.Free();
        Anybody(_directory.FullName);
        var password = Path.Combine(_directory.FullName, "password");
        File.WriteAllText(password, Checkup.Password);
        var data = Path.Combine(_directory.FullName, "data");
        Run("initdb", "-D", data, "-A", "scram-sha-256", "-U", User, $"--pwfile={password}", "--no-sync", "--no-locale", "-E", "UTF8");

        _process = Start(
            "postgres", "-D", data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
            "-c", $"max_connections={MaxConnections}", "-c", "superuser_reserved_connections=3", "-c", "shared_buffers=16MB");
        WaitUntilItAnswers();
        Query($"create database {User}");
        Query("create extension pgcrypto", User);
        Query("create role locked login password 'some-other-password'");
    }

    public int Port { get; }

    /// <summary>Skips the test where there is no PostgreSQL.</summary>
    public void Require() => Assert.SkipWhen(_process is null, "PostgreSQL is not installed.");

    /// <summary>A configuration of it.</summary>
    /// <param name="more">Further keys of the section, or others in place of those that are here.</param>
    public string Section(params string[] more)
    {
        Dictionary<string, string> keys = new()
        {
            ["host"] = "127.0.0.1",
            ["port"] = $"{Port}",
            ["name"] = User,
            ["user"] = User,
            ["password"] = Checkup.Password,
            ["ssl_mode"] = "disable",
        };
        foreach (var key in more)
        {
            keys[key[..key.IndexOf(':', StringComparison.Ordinal)]] = key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        return $"database:\n  postgresql:\n{string.Concat(keys.Select(static key => $"    {key.Key}: {key.Value}\n"))}";
    }

    /// <summary>Has the server take up TLS with a certificate, or leave it.</summary>
    public void UseTls(string? certificate, string? key)
    {
        var data = Path.Combine(_directory.FullName, "data");
        if (certificate is not null)
        {
            // As the server itself, so that the key is its own.
            File.WriteAllText(Path.Combine(_directory.FullName, "given"), key);
            Anybody(Path.Combine(_directory.FullName, "given"));
            File.WriteAllText(Path.Combine(data, "server.crt"), certificate);
            Anybody(Path.Combine(data, "server.crt"));
            using var copied = Shell($"umask 077; cat '{_directory.FullName}/given' > '{data}/server.key'");
            copied.WaitForExit();
        }

        Query($"alter system set ssl = {(certificate is null ? "off" : "on")}");
        Query("select pg_reload_conf()");
        var waited = Stopwatch.StartNew();
        while (Query("show ssl").Trim() != (certificate is null ? "off" : "on"))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "PostgreSQL does not read its settings again.");
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            // Its own child, whoever it runs as: the shutdown that asks nobody to finish.
            using var stopped = Start("pg_ctl", "stop", "-D", Path.Combine(_directory.FullName, "data"), "-m", "immediate");
            stopped.WaitForExit();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>Runs a statement, and gives what psql prints.</summary>
    public string Query(string statement, string database = "postgres")
    {
        using var psql = Start("psql", "-X", "-A", "-t", "-w", "-c", statement, $"host=127.0.0.1 port={Port} user={User} dbname={database} password={Checkup.Password}");
        var output = psql.StandardOutput.ReadToEnd();
        psql.WaitForExit();
        Assert.Equal(0, psql.ExitCode);
        return output;
    }

    private static void Run(string program, params string[] args)
    {
        using var process = Start(program, args);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }

    private static Process Start(string program, params string[] args) => Start([Path.Combine(Programs!, program), .. args]);

    private static Process Shell(string line) => Start(["/bin/sh", "-c", line]);

    private static Process Start(string[] line)
    {
        string[] whole = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. line] : line;
        return Process.Start(new ProcessStartInfo(whole[0], whole[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
    }

    private static void Anybody(string path) => File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);

    private void WaitUntilItAnswers()
    {
        _ = _process!.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            using var ready = Start("pg_isready", "-q", "-h", "127.0.0.1", "-p", $"{Port}");
            ready.WaitForExit();
            if (ready.ExitCode == 0)
            {
                return;
            }

            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(120) && !_process.HasExited, "PostgreSQL does not start.");
        }
    }
}
