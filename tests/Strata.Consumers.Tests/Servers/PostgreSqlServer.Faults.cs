using System.Globalization;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Servers;

/// <summary>What can befall a PostgreSQL.</summary>
internal sealed partial class PostgreSqlServer
{
    private bool _isPaused;

    /// <summary>Stops it where it is, with all of its processes: connections stay, and nobody answers.</summary>
    public void Pause()
    {
        // First the one that makes others.
        _server!.Signal("STOP");
        _isPaused = true;
        foreach (var child in _server.Children())
        {
            BuiltCommand.Signal("STOP", child);
        }
    }

    /// <summary>Lets it go on.</summary>
    public void Continue()
    {
        if (!_isPaused)
        {
            return;
        }

        _isPaused = false;
        foreach (var child in _server!.Children())
        {
            BuiltCommand.Signal("CONT", child);
        }

        _server.Signal("CONT");
    }

    /// <summary>Makes another that follows this one, by the name <c>standby</c>, and starts it.</summary>
    public PostgreSqlServer StartStandby()
    {
        var standby = new PostgreSqlServer(LoopbackPort.Free());
        Own(standby._directory.FullName);
        var line = AsServer(BinaryOf("pg_basebackup"), "-D", standby.Data, "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "--checkpoint=fast", "--no-sync", "--no-password");
        InstalledProgram.Run(line[0], line[1..], standby._directory.FullName, [("PGPASSWORD", Password)]).Success();
        standby.Write("passwords", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}:*:postgres:{Password}\n"));
        standby.Write("standby.signal", "");
        standby.Write("strata.conf", string.Create(
            CultureInfo.InvariantCulture,
            $"port = {standby.Port}\nprimary_conninfo = 'host=127.0.0.1 port={Port} user=postgres application_name=standby passfile={Path.Combine(standby.Data, "passwords")}'\n"));
        standby.StartAgain();
        return standby;
    }

    /// <summary>Changes a setting of one that runs.</summary>
    public void Set(string setting, string value)
    {
        Query($"ALTER SYSTEM SET {setting} = '{value}'");
        Query("SELECT pg_reload_conf()");
    }

    /// <summary>Makes the one that follows others one that takes writes.</summary>
    public void Promote() => Query("SELECT pg_promote(wait => true)");
}
