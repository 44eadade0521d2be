using System.Runtime.Versioning;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>PostgreSQL starts with what was exported, and psql connects by the exported address.</summary>
[UnsupportedOSPlatform("windows")]
public class PostgreSqlExportTests
{
    [Fact]
    public void PostgreSql_IncludingTheFile_HasTheValues()
    {
        InstalledProgram.Need("psql");
        var port = LoopbackPort.Free();
        using var server = PostgreSqlServer.Start(port, Exported.Configuration($$"""
            api: {workers: 4}
            database:
              postgresql:
                host: localhost
                port: {{port}}
                statement_timeout_seconds: 15
                extensions: [pgcrypto, pg_stat_statements]
                pool: {min_size: 1, max_size: 40, timeout: 5}
                settings:
                  synchronous_commit: off
                server_settings:
                  log_min_duration_statement: 50
                  log_line_prefix: "it's \\ 'quoted' "
                  shared_preload_libraries: [auto_explain]
            """).TextAs("postgresql"));

        string Show(string setting) => server.Query($"SHOW {setting}");
        Assert.Equal(("localhost", $"{port}", "170", "15s"), (Show("listen_addresses"), Show("port"), Show("max_connections"), Show("statement_timeout")));
        Assert.Equal(("off", "50ms", "it's \\ 'quoted' "), (Show("synchronous_commit"), Show("log_min_duration_statement"), Show("log_line_prefix")));
        Assert.Equal("pg_stat_statements,auto_explain", Show("shared_preload_libraries"));

        // The address is for whoever connects, whatever is in the password.
        var password = "p@ss:/?#[]%&='\"\\ $é😀";
        server.Query($"CREATE ROLE \"me@home\" LOGIN PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'");
        server.Query("CREATE DATABASE \"my app\" OWNER \"me@home\"");
        var address = Exported.Configuration($$"""
            database:
              postgresql: {host: localhost, port: {{port}}, name: my app, user: me@home, password: "p@ss:/?#[]%&='\"\\ $é😀", ssl_mode: prefer, statement_timeout_seconds: 7, pool: {timeout: 5}, settings: {search_path: '"my \ app"', work_mem: 8MB}, server_settings: {fsync: off} }
            """).TextAs("postgresql-uri").TrimEnd('\n');
        Assert.Equal("me@home|my app|7s|\"my \\ app\"|8MB", PostgreSqlServer.Connect(address, "SELECT current_user, current_database(), current_setting('statement_timeout'), current_setting('search_path'), current_setting('work_mem')").Success().TrimEnd('\n'));
    }

    // It had settings of the server among those of the session, which no server takes.
    [Fact]
    public async Task Connections_OfTheBundledLocal_AreTaken()
    {
        InstalledProgram.Need("psql");
        var port = LoopbackPort.Free();
        await using var manager = new OverrideManager(Path.Combine(Repository.Root, "overrides"), new OverrideManagerOptions
        {
            Environment = "development",
            Assignments = { $"database.postgresql.port={port}", "database.postgresql.password=hunter2", "database.postgresql.extensions=[]" },
        });
        var local = await manager.LoadWithValidationAsync("local", TestContext.Current.CancellationToken);
        using var server = PostgreSqlServer.Start(port, local.TextAs("postgresql"));
        server.Query("CREATE ROLE soundwave LOGIN PASSWORD 'hunter2'");
        server.Query("CREATE DATABASE soundwave_dev OWNER soundwave");
        const string Statement = "SELECT current_setting('synchronous_commit') || current_setting('fsync') || current_setting('log_min_duration_statement')";

        Assert.Equal("offoff50ms\n", PostgreSqlServer.Connect(local.TextAs("postgresql-uri").TrimEnd('\n'), Statement).Success());

        await using var source = Npgsql.NpgsqlDataSource.Create(local.GetDatabaseConfig().PostgreSql.ToConnectionString().Reveal());
        await using var command = source.CreateCommand(Statement);
        Assert.Equal("offoff50ms", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void PostgreSql_WithTls_SpeaksIt()
    {
        InstalledProgram.Need("psql");
        InstalledProgram.Need("openssl");
        using var directory = new ExportDirectory();
        InstalledProgram.Run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "tls.pem"], directory.Root).Success();
        if (Environment.IsPrivilegedProcess)
        {
            InstalledProgram.Run("chown", ["-R", "postgres:postgres", directory.Root]).Success();
        }

        var port = LoopbackPort.Free();
        var export = Exported.Configuration($$"""
            security: {tls: {certificate_file: "{{directory.PathOf("tls.pem")}}", key_file: "{{directory.PathOf("key.pem")}}"} }
            database: {postgresql: {host: localhost, port: {{port}}, user: postgres, name: postgres, password: "{{PostgreSqlServer.Password.Replace("\"", "\\\"", StringComparison.Ordinal)}}", ssl_mode: require} }
            """);
        using var server = PostgreSqlServer.Start(port, export.TextAs("postgresql"));

        Assert.Equal("t", PostgreSqlServer.Connect(export.TextAs("postgresql-uri").TrimEnd('\n'), "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").Success().TrimEnd('\n'));
    }

    [Fact]
    public void Uri_NotRevealed_IsMasked() =>
        Assert.Equal("postgresql://me:********@localhost:5432/app\n", Exported.Configuration("database: {postgresql: {user: me, password: hunter2, name: app}}").TextAs("postgresql-uri", reveals: false));

    [Theory]
    [InlineData("{host: /var/run/postgresql, user: me, name: app}", "postgresql://me@%2Fvar%2Frun%2Fpostgresql:5432/app\n")]
    [InlineData("{host: \"::1\", port: 6432}", "postgresql://[::1]:6432/\n")]
    [InlineData("{settings: {statement_timeout: 1s}, statement_timeout_seconds: 5}", "postgresql://localhost:5432/?options=-c%20statement_timeout%3D1s\n")]
    [InlineData("{password: a b}", "postgresql://localhost:5432/?password=a%20b\n")]
    public void Uri_OfHosts_IsAsLibpqReadsIt(string section, string expected) => Assert.Equal(expected, Exported.Configuration($"database: {{postgresql: {section}}}").TextAs("postgresql-uri"));

    [Fact]
    public void PostgreSql_TlsWithoutACertificate_IsTold() =>
        Assert.Equal(["STR8020 docker.yml:1:35 database.postgresql.ssl_mode"], Exported.Configuration("database: {postgresql: {ssl_mode: require}}").As("postgresql").Problems());

    [Theory]
    [InlineData("settings: {\"a b\": 1}")]
    [InlineData("server_settings: {\"a b\": 1}")]
    [InlineData("settings: {a: {b: 1}}")]
    [InlineData("host: \"a\\nb\"")]
    [InlineData("pool: 5")]
    [InlineData("pool: {max_size: many}")]
    public void PostgreSql_WhatNoSettingCanBe_IsAnErrorAndNoFile(string section)
    {
        var export = Exported.Configuration($"database: {{postgresql: {{{section}}}}}").As("postgresql");

        Assert.StartsWith("STR8021 docker.yml:1:", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }
}
