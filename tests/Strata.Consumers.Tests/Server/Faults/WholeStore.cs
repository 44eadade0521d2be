using System.Data.Common;
using Dapper;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>What holds of a store whatever befell it: read from its tables, past the server.</summary>
internal static class WholeStore
{
    /// <summary>Revisions without gaps up to the head, one audit row for each, and all that they refer to.</summary>
    public static async Task AssertAsync(DbConnection connection)
    {
        var heads = (await connection.QueryAsync<(string Name, long Head)>("SELECT name, head FROM spaces")).ToDictionary();
        Assert.NotEmpty(heads);
        var revisions = (await connection.QueryAsync<(string Space, long Number, string Content)>("SELECT space, number, content FROM revisions ORDER BY space, number")).ToLookup(static row => row.Space);
        var audited = (await connection.QueryAsync<(string Space, long Revision)>("SELECT space, revision FROM audit WHERE revision IS NOT NULL ORDER BY space, revision")).ToLookup(static row => row.Space, static row => row.Revision);
        foreach (var (space, head) in heads)
        {
            Assert.Equal(Numbers(head), revisions[space].Select(static row => row.Number));
            Assert.Equal(Numbers(head), audited[space]);
            var rows = (await connection.QueryAsync<long>("SELECT number FROM audit WHERE space = @space ORDER BY number", new { space })).ToList();
            Assert.Equal(Numbers(rows.Count), rows);
        }

        var blobs = (await connection.QueryAsync<string>("SELECT hash FROM blobs")).ToHashSet();
        foreach (var (hash, manifest) in await connection.QueryAsync<(string Hash, string Manifest)>("SELECT hash, manifest FROM contents"))
        {
            Assert.All(Strata.Server.Spaces.SpaceContent.ReadManifest(manifest), file => Assert.True(blobs.Contains(file.Value), $"{file.Key} of {hash} is lost"));
        }
    }

    /// <summary>How many revisions a request with this key made.</summary>
    public static Task<long> MadeByAsync(DbConnection connection, string space, string key) =>
        connection.QuerySingleAsync<long>("SELECT COUNT(*) FROM revisions WHERE space = @space AND idempotency_key = @key", new { space, key = $"local\n{key}" });

    private static IEnumerable<long> Numbers(long count) => Enumerable.Range(1, (int)count).Select(static number => (long)number);
}
