using Dapper;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>The contents of spaces, each file once.</summary>
internal sealed class StoredContents(ServerStore store)
{
    private const int MostAtOnce = 200;

    /// <summary>Keeps a content. Nothing is done where it is kept already.</summary>
    public Task SaveAsync(SpaceContent content, CancellationToken cancellationToken) => store.WriteAsync(
        async (connection, transaction, token) =>
        {
            foreach (var some in content.Files.Values.DistinctBy(static file => file.Hash).Chunk(MostAtOnce))
            {
                var hashes = some.Select(static file => file.Hash).ToArray();
                var known = (await connection.QueryAsync<string>(new CommandDefinition($"SELECT hash FROM blobs WHERE hash {ListOf(hashes.Length)}", Listed(hashes), transaction, cancellationToken: token)).ConfigureAwait(false)).ToHashSet();
                foreach (var file in some.Where(file => !known.Contains(file.Hash)))
                {
                    await connection.ExecuteAsync(new CommandDefinition("INSERT INTO blobs (hash, body) VALUES (@Hash, @Body) ON CONFLICT DO NOTHING", new { file.Hash, file.Body }, transaction, cancellationToken: token)).ConfigureAwait(false);
                }
            }

            return await connection.ExecuteAsync(new CommandDefinition("INSERT INTO contents (hash, manifest) VALUES (@Hash, @Manifest) ON CONFLICT DO NOTHING", new { content.Hash, content.Manifest }, transaction, cancellationToken: token)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Reads a content back; null where there is none of this hash.</summary>
    /// <exception cref="InvalidDataException">What is kept is not what was published.</exception>
    public Task<SpaceContent?> FindAsync(string hash, CancellationToken cancellationToken) => store.ReadAsync<SpaceContent?>(
        async (connection, token) =>
        {
            var manifest = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition("SELECT manifest FROM contents WHERE hash = @hash", new { hash }, cancellationToken: token)).ConfigureAwait(false);
            if (manifest is null)
            {
                return hash == SpaceContent.Empty.Hash ? SpaceContent.Empty : null;
            }

            var paths = SpaceContent.ReadManifest(manifest).ToList();
            var bodies = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var some in paths.Select(static path => path.Value).Distinct().Chunk(MostAtOnce))
            {
                foreach (var blob in await connection.QueryAsync<Blob>(new CommandDefinition($"SELECT hash AS Hash, body AS Body FROM blobs WHERE hash {ListOf(some.Length)}", Listed(some), cancellationToken: token)).ConfigureAwait(false))
                {
                    bodies[blob.Hash] = blob.Body;
                }
            }

            return SpaceContent.Restore(hash, paths.Select(path => KeyValuePair.Create(path.Key, bodies.TryGetValue(path.Value, out var body) ? body : throw new InvalidDataException($"the store lacks the file {path.Value} of content {hash}"))));
        },
        cancellationToken);

    // Written out, because the two databases have no other way of giving a list in common.
    private static string ListOf(int count) => $"IN ({string.Join(", ", Enumerable.Range(0, count).Select(static index => $"@h{index}"))})";

    private static DynamicParameters Listed(string[] hashes)
    {
        var parameters = new DynamicParameters();
        for (var i = 0; i < hashes.Length; i++)
        {
            parameters.Add($"h{i}", hashes[i]);
        }

        return parameters;
    }

    private sealed record Blob(string Hash, byte[] Body);
}
