using Strata.Editing;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>An encrypted override that was opened to be edited in clear: what was encrypted in it, and how it was written.</summary>
/// <param name="index">Which document of the file it was.</param>
/// <param name="name">Its name.</param>
/// <param name="envelope">Its envelope.</param>
/// <param name="key">Its data key, which is its own from now on.</param>
internal sealed class OpenedOverride(int index, string name, Envelope envelope, DataKey key) : IDisposable
{
    private readonly Dictionary<ConfigPath, string> _clear = [];
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    public int Index => index;

    public string Name => name;

    public Envelope Envelope => envelope;

    public DataKey Key => key;

    /// <summary>What was encrypted, by where it stood.</summary>
    public Dictionary<ConfigPath, OpenedValue> Values { get; } = [];

    /// <summary>The texts of what was encrypted.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    public void AddEncrypted(ConfigPath path, OpenedValue value)
    {
        Values[path] = value;
        if (value.Type != ScalarType.Boolean && value.Text.Length > 0)
        {
            _texts.Add(value.Text);
        }
    }

    public void AddClear(ConfigPath path, string text) => _clear[path] = text;

    /// <summary>Whether a value in clear stood there as it is.</summary>
    public bool StoodInClear(ConfigPath path, string text) => _clear.TryGetValue(path, out var old) && old == text;

    /// <summary>Whether a value is one that was encrypted elsewhere: a key that was moved or renamed.</summary>
    public bool WasEncryptedElsewhere(in ClearValue value) => value.Text is { } text && _texts.Contains(text) && !StoodInClear(value.Path, value.Node.Text);

    /// <summary>Clears the key.</summary>
    public void Dispose() => key.Dispose();
}

/// <summary>An encrypted value that stands in clear for a while.</summary>
/// <param name="Encrypted">What it was.</param>
/// <param name="Text">Its text.</param>
/// <param name="Quotes">The quotes around it in the file.</param>
internal sealed record OpenedValue(EncryptedValue Encrypted, string Text, WrittenStyle Quotes)
{
    public ScalarType Type => Encrypted.Type;

    /// <summary>The quotes around it in the copy in clear; missing until that is written.</summary>
    public WrittenStyle QuotesInCopy { get; set; }
}
