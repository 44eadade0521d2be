using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Signing;

/// <summary>
/// Signs snapshots with ES256, as compact JWS (RFC 7515), so that who reads one from any cache can see that this server made it. The key is the
/// store's own: all replicas sign with keys that are there, and looked for again now and then, since a restore adds to them. Safe for use from several threads.
/// </summary>
internal sealed class SnapshotSigner(ServerStore store) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly byte[] SharedUse = "strata: snapshots that processes share"u8.ToArray();

    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Keys? _keys;

    /// <summary>The signature of a snapshot's hash.</summary>
    public async Task<string> SignAsync(string space, string hash, CancellationToken cancellationToken)
    {
        var keys = await KeysAsync(cancellationToken).ConfigureAwait(false);
        var payload = new JsonObject { ["space"] = space, ["sha256"] = hash }.ToJsonString();
        var text = $"{keys.Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        byte[] signature;
        lock (keys.Current)
        {
            signature = keys.Current.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>What all processes of this store know, and nobody else.</summary>
    public async ValueTask<byte[]> ReadSharedSecretAsync(CancellationToken cancellationToken) => (await KeysAsync(cancellationToken).ConfigureAwait(false)).Secret;

    /// <summary>The public keys, as a JWK Set (RFC 7517).</summary>
    public async Task<string> ReadKeySetAsync(CancellationToken cancellationToken) => (await KeysAsync(cancellationToken).ConfigureAwait(false)).Set;

    public void Dispose() => _loading.Dispose();

    private async ValueTask<Keys> KeysAsync(CancellationToken cancellationToken)
    {
        if (_keys is not { } known)
        {
            return await LoadAsync(known: null, cancellationToken).ConfigureAwait(false);
        }

        if (store.Time.GetElapsedTime(known.LoadedAt) < Kept)
        {
            return known;
        }

        // One looks for others; for all who ask meanwhile, and while the store cannot be reached, these are as good as before.
        if (_loading.CurrentCount == 0)
        {
            return known;
        }

        try
        {
            return await LoadAsync(known, cancellationToken).ConfigureAwait(false);
        }
        catch (RefusalException)
        {
            return known;
        }
    }

    private async Task<Keys> LoadAsync(Keys? known, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_keys is { } loaded && loaded != known)
            {
                return loaded;
            }

            using (var made = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            {
                await store.Snapshots.AddFirstKeyAsync(new SigningKeyRow(Guid.NewGuid().ToString("N")[..16], made.ExportPkcs8PrivateKey()), cancellationToken).ConfigureAwait(false);
            }

            return _keys = Keys.Of(await store.Snapshots.ListKeysAsync(cancellationToken).ConfigureAwait(false), store.Time.GetTimestamp());
        }
        finally
        {
            _loading.Release();
        }
    }

    private sealed record Keys(ECDsa Current, byte[] Secret, string Header, string Set, long LoadedAt)
    {
        public static Keys Of(IReadOnlyList<SigningKeyRow> rows, long now)
        {
            var set = new JsonArray();
            ECDsa? current = null;
            foreach (var row in rows)
            {
                var key = ECDsa.Create();
                key.ImportPkcs8PrivateKey(row.PrivateKey, out _);
                var point = key.ExportParameters(includePrivateParameters: false).Q;
                set.Add(new JsonObject
                {
                    ["kty"] = "EC",
                    ["crv"] = "P-256",
                    ["use"] = "sig",
                    ["alg"] = "ES256",
                    ["kid"] = row.Kid,
                    ["x"] = Base64Url.EncodeToString(point.X),
                    ["y"] = Base64Url.EncodeToString(point.Y),
                });
                if (current is null)
                {
                    current = key;
                }
                else
                {
                    key.Dispose();
                }
            }

            var header = new JsonObject { ["alg"] = "ES256", ["kid"] = rows[0].Kid }.ToJsonString();
            var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, rows[0].PrivateKey, 32, info: SharedUse);
            return new Keys(current!, secret, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)), new JsonObject { ["keys"] = set }.ToJsonString(), now);
        }
    }
}
