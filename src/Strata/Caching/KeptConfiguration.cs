using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Caching;

/// <summary>A configuration that was kept in a file, still in it: what is asked for is read. Not safe for use from several threads.</summary>
internal sealed class KeptConfiguration : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Action _discard;

    /// <param name="file">The file, which belongs to this from now on.</param>
    /// <param name="key">The key of the configuration.</param>
    /// <param name="names">The names of what it depends on.</param>
    /// <param name="discard">Told that the file is not as it was written.</param>
    /// <exception cref="InvalidDataException">The file is not as it was written.</exception>
    public KeptConfiguration(SafeFileHandle file, in Fingerprint key, InputNames names, Action discard)
    {
        _file = file;
        _discard = discard;
        Key = key;
        Names = names;
        Entry = new EntryReader((bytes, offset) => RandomAccess.Read(file, bytes, offset), RandomAccess.GetLength(file), key);
    }

    /// <summary>Its key.</summary>
    public Fingerprint Key { get; }

    /// <summary>The names of what it depends on.</summary>
    public InputNames Names { get; }

    /// <summary>How many values are secrets that were left out.</summary>
    public int Withheld => Entry.Withheld;

    /// <summary>The entry itself, which throws where it is torn.</summary>
    public EntryReader Entry { get; }

    /// <summary>The whole configuration. False where the file turns out not to be as it was written.</summary>
    public bool TryRead([NotNullWhen(true)] out MappingNode? root, out Sensitivity.Cursor secrets)
    {
        root = null;
        secrets = default;
        try
        {
            secrets = Entry.Sensitivity.Root;
            root = Entry.ReadRoot();
            return true;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            _discard();
            return false;
        }
    }

    /// <summary>One value. False where there is none, or the file turns out not to be as it was written.</summary>
    public bool TryFind(ConfigPath path, [NotNullWhen(true)] out ConfigNode? node, out Sensitivity.Cursor secrets, out bool withheld)
    {
        node = null;
        secrets = default;
        withheld = false;
        try
        {
            node = Entry.Find(path, out secrets, out withheld);
            return node is not null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            _discard();
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
