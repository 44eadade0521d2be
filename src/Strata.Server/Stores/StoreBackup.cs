using System.Data;
using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Strata.Server.Access;

namespace Strata.Server.Stores;

/// <summary>
/// A store in a file: gzip of lines of JSON, the first of which says what it is, each other a row, the last the number of rows and their hash. The
/// same for every kind of database, so that a store can move from one to another.
/// </summary>
internal static class StoreBackup
{
    private const string Format = "strata-backup-1";

    // They are only added to: processes that run sign with those that are there, and what was signed with them is to be verified still.
    private const string Keys = "signing_keys";

    // In the order in which rows refer to others.
    private static readonly string[] Tables =
    [
        "store_state", Keys, "blobs", "contents", "spaces", "revisions", "drafts", "draft_authors", "draft_approvals", "timed_actions", "space_sources", "requests", "snapshots", "audit", "roles", "grants",
        "identity_state", "identity_keys", "protection_keys", "users", "recovery_codes", "oidc_applications", "oidc_authorizations", "oidc_scopes", "oidc_tokens", "api_tokens",
    ];

    /// <summary>Writes everything as it is at one moment.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="IOException">The file cannot be written; one that was there is still there.</exception>
    public static Task<long> WriteAsync(ServerStore store, string file, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var full = Path.GetFullPath(file);
                var temporary = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid().ToString("N")}");
                try
                {
                    var rows = await WriteFileAsync(connection, transaction, temporary, token).ConfigureAwait(false);
                    File.Move(temporary, full, overwrite: true);
                    return rows;
                }
                catch
                {
                    File.Delete(temporary);
                    throw;
                }
            }
        },
        cancellationToken);

    /// <summary>Fills a store, all or nothing, and begins another life of it.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="BackupException">The file is no whole backup, or the store holds something.</exception>
    public static async Task<long> ReadAsync(ServerStore store, string file, bool replaces, CancellationToken cancellationToken)
    {
        // First all of it is looked at: what is cut short must not even begin.
        long expected = 0;
        await foreach (var _ in RowsAsync(file, cancellationToken).ConfigureAwait(false))
        {
            expected++;
        }

        try
        {
            return await FillAsync(store, file, expected, replaces, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception)
        {
            throw new BackupException($"the store does not take what the file holds: {exception.Message}", "take a release of the server that is not older than the one that wrote it");
        }
    }

    private static Task<long> FillAsync(ServerStore store, string file, long expected, bool replaces, CancellationToken cancellationToken) => store.WriteAsync(
        async (connection, transaction, token) =>
        {
            if (store.Database.StandstillCommand is { } standstill)
            {
                await connection.ExecuteAsync(new CommandDefinition(standstill, transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
            }

            var spaces = await connection.QuerySingleAsync<long>(new CommandDefinition("SELECT COUNT(*) FROM spaces", transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
            if (spaces > 0 && !replaces)
            {
                throw new BackupException("the store holds something already", "name an empty one, or add --replace");
            }

            var guards = await store.Database.LiftGuardsAsync(connection, transaction, token).ConfigureAwait(false);
            foreach (var table in Tables.Reverse().Where(static table => table != Keys))
            {
                await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM {table}", transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
            }

            await foreach (var (table, row) in RowsAsync(file, token).ConfigureAwait(false))
            {
                await InsertAsync(connection, transaction, table, row, token).ConfigureAwait(false);
            }

            foreach (var guard in guards)
            {
                await connection.ExecuteAsync(new CommandDefinition(guard, transaction: transaction, cancellationToken: token)).ConfigureAwait(false);
            }

            // A backup of before has rows without hashes.
            await store.Audit.SealAsync(connection, transaction, token).ConfigureAwait(false);
            var details = JsonSerializer.Serialize(new { rows = expected }, JsonSerializerOptions.Web);
            await store.Audit.AppendAsync(connection, transaction, StoredAudit.RowOf(StoredAudit.NoSpace, store.Now(), "store-restore", Actor.Itself("strata-server restore"), details, reason: ""), token).ConfigureAwait(false);

            // What was published behind the backup is gone, and its revisions come again with other contents: nobody may take them for the same.
            var lives = await connection.ExecuteAsync(new CommandDefinition("UPDATE store_state SET epoch = @epoch", new { epoch = ServerStore.NewEpoch() }, transaction, cancellationToken: token)).ConfigureAwait(false);
            return lives == 1 ? expected : throw NotWhole();
        },
        cancellationToken);

    private static async Task<long> WriteFileAsync(DbConnection connection, DbTransaction transaction, string file, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            // It holds the key that snapshots are signed with.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var stream = new FileStream(file, options);
        await using (stream.ConfigureAwait(false))
        {
            long rows = 0;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            await using (gzip.ConfigureAwait(false))
            {
                await WriteLineAsync(new Dictionary<string, object?> { ["format"] = Format }).ConfigureAwait(false);
                foreach (var table in Tables)
                {
                    var reader = await connection.ExecuteReaderAsync(new CommandDefinition($"SELECT * FROM {table} ORDER BY 1", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                        {
                            var row = new Dictionary<string, object?> { ["$"] = table };
                            for (var i = 0; i < reader.FieldCount; i++)
                            {
                                // Bytes are told from text by the mark before them.
                                row[reader.GetName(i)] = reader.GetValue(i) switch { DBNull => null, byte[] bytes => $"base64:{Convert.ToBase64String(bytes)}", string text => $"text:{text}", var number => number };
                            }

                            await WriteLineAsync(row).ConfigureAwait(false);
                            rows++;
                        }
                    }
                }

                var end = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?> { ["rows"] = rows, ["sha256"] = Convert.ToHexStringLower(hash.GetHashAndReset()) });
                await gzip.WriteAsync(end, cancellationToken).ConfigureAwait(false);
            }

            stream.Flush(flushToDisk: true);
            return rows;

            async Task WriteLineAsync(Dictionary<string, object?> row)
            {
                var line = JsonSerializer.SerializeToUtf8Bytes(row);
                hash.AppendData(line);
                await gzip.WriteAsync(line, cancellationToken).ConfigureAwait(false);
                await gzip.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async IAsyncEnumerable<(string Table, Dictionary<string, JsonElement> Row)> RowsAsync(string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), Encoding.UTF8);
        long rows = -1;
        while (await LineAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
        {
            var row = Parse(line);
            if (rows < 0 && TextOf(row, "format") != Format)
            {
                throw NotWhole();
            }

            if (TextOf(row, "sha256") is { } expected)
            {
                if (expected != Convert.ToHexStringLower(hash.GetHashAndReset()) || !row.TryGetValue("rows", out var count) || count.ValueKind != JsonValueKind.Number || !count.TryGetInt64(out var counted) || counted != rows || await LineAsync(reader, cancellationToken).ConfigureAwait(false) is not null)
                {
                    throw NotWhole();
                }

                yield break;
            }

            hash.AppendData(Encoding.UTF8.GetBytes(line));
            if (rows++ >= 0)
            {
                var table = TextOf(row, "$");
                row.Remove("$");
                yield return (Tables.Contains(table) ? table! : throw NotWhole(), row);
            }
        }

        throw NotWhole();
    }

    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            throw NotWhole();
        }
    }

    private static Dictionary<string, JsonElement> Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(line) ?? throw NotWhole();
        }
        catch (JsonException)
        {
            throw NotWhole();
        }
    }

    private static string? TextOf(Dictionary<string, JsonElement> row, string name) => row.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static object? ValueOf(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Number when value.TryGetInt64(out var number):
                return number;
            case JsonValueKind.String when value.GetString() is ['t', 'e', 'x', 't', ':', .. var text]:
                return text;
            case JsonValueKind.String when value.GetString() is ['b', 'a', 's', 'e', '6', '4', ':', .. var encoded]:
                try
                {
                    return Convert.FromBase64String(encoded);
                }
                catch (FormatException)
                {
                    throw NotWhole();
                }

            default:
                throw NotWhole();
        }
    }

    private static BackupException NotWhole() => new("the file is no whole backup", "take one that backup wrote to its end");

    private static Task<int> InsertAsync(DbConnection connection, DbTransaction transaction, string table, Dictionary<string, JsonElement> row, CancellationToken cancellationToken)
    {
        var names = row.Keys.Where(static name => name.All(static character => char.IsAsciiLetterLower(character) || character == '_')).ToArray();
        var parameters = new DynamicParameters();
        foreach (var name in names)
        {
            parameters.Add(name, ValueOf(row[name]));
        }

        var sql = string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(static name => $"@{name}"))}) {(table == Keys ? "ON CONFLICT DO NOTHING" : "")}");
        return connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
    }
}

/// <summary>A backup cannot be used.</summary>
internal sealed class BackupException(string message, string hint) : Exception(message)
{
    public string Hint { get; } = hint;
}
