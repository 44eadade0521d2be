using System.Diagnostics;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>The PostgreSQL that a class of tests checks, with a role, its database and an extension.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CheckedPostgreSql : IDisposable
{
    /// <summary>Its role, and the database of the same name.</summary>
    public const string User = "soundwave";

    /// <summary>How many connections it gives in all.</summary>
    public const int MaxConnections = 20;

    private readonly PostgreSqlServer? _server;

    public CheckedPostgreSql()
    {
        if (!PostgreSqlServer.IsInstalled)
        {
            return;
        }

        _server = PostgreSqlServer.Start(include: $"max_connections = {MaxConnections}\nsuperuser_reserved_connections = 3\nshared_buffers = 16MB\n");
        _server.Query($"create role {User} superuser login password '{Checkup.Password}'");
        _server.Query($"create database {User}");
        _server.Query("create extension pgcrypto", User);
        _server.Query("create role locked login password 'some-other-password'");
    }

    public int Port => _server?.Port ?? 0;

    /// <summary>Skips the test where there is no PostgreSQL.</summary>
    public void Require() => Assert.SkipWhen(_server is null, "PostgreSQL is not installed.");

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
        if (certificate is not null && key is not null)
        {
            _server!.Write("server.crt", certificate);
            _server.Write("server.key", key);
        }

        var wanted = certificate is null ? "off" : "on";
        _server!.Query($"alter system set ssl = {wanted}");
        _server.Query("select pg_reload_conf()");
        var waited = Stopwatch.StartNew();
        while (_server.Query("show ssl") != wanted)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "PostgreSQL does not read its settings again.");
        }
    }

    public void Dispose() => _server?.Dispose();
}
