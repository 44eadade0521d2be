using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Editing;
using Strata.Encryption;
using Strata.Layers;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Values;

namespace Strata.Store;

/// <summary>
/// The overrides of a directory as files to list, make, change, remove, import and export. Nothing is written that could not be read
/// again, and a file is replaced whole or stays as it is: also when the disk is full, or the process ends. Safe for use from several threads.
/// </summary>
/// <remarks>
/// What was read is compared with what is there immediately before a file is replaced. Of several threads and processes that use this type
/// on one machine, one writes and the others get an <see cref="OverrideConflictException"/>. A program that takes no notice of file locks,
/// and writes in the moment between that comparison and the renaming, loses what it wrote.
/// </remarks>
public sealed class OverrideStore
{
    private readonly string _directory;
    private readonly ParseLimits _limits;
    private readonly KeyRing _keys;
    private readonly OverrideFiles _files;
    private readonly OverrideBundle _bundle;

    /// <param name="directory">The overrides directory.</param>
    /// <param name="options">The limits.</param>
    /// <param name="keys">The keys of encrypted overrides.</param>
    internal OverrideStore(string directory, ResolutionOptions options, KeyRing keys)
    {
        _directory = directory;
        _limits = options.Limits;
        _keys = keys;
        _files = new OverrideFiles(directory, options, keys);
        _bundle = new OverrideBundle(_files, _limits.MaxFileBytes);
    }

    /// <summary>Every override, in the order of the files.</summary>
    /// <exception cref="OverrideValidationException">The directory, or one of its files, cannot be read, or is bad. <see cref="OverrideManager.ReadOverrides()"/> gives the others.</exception>
    public ImmutableArray<OverrideDocument> List() => [.. _files.List().SelectMany(file => _files.Validated(file, _files.Read(file)))];

    /// <summary>One override. Its checksum is what <see cref="Update"/> and <see cref="Delete"/> take to notice that somebody changed it since.</summary>
    /// <param name="name">The name: <c>docker</c>, <c>tenants/acme</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="OverrideValidationException">Its file cannot be read, or is bad.</exception>
    public OverrideDocument Get(string name)
    {
        var (file, index) = Find(name);
        var documents = _files.Validated(file, _files.Read(file));
        return index < documents.Length ? documents[index] : throw Missing(name);
    }

    /// <summary>Makes an override in a file of its own.</summary>
    /// <param name="name">Its name, the path below the overrides directory without an ending: directories that are not there are made.</param>
    /// <param name="text">The whole text of the file.</param>
    /// <param name="format">What it is written in.</param>
    /// <returns>The override; the first, where the text has several.</returns>
    /// <exception cref="ArgumentException">The name is none: it leads out of the directory, or is hidden, for one.</exception>
    /// <exception cref="OverrideConflictException">There is one of that name already, in this or another format or case.</exception>
    /// <exception cref="OverrideValidationException">The text is bad.</exception>
    /// <exception cref="IOException">The file cannot be written; nothing was.</exception>
    public OverrideDocument Create(string name, string text, OverrideFormat format = OverrideFormat.Yaml)
    {
        OverrideName.Require(name, nameof(name));
        ArgumentNullException.ThrowIfNull(text);
        OverrideFiles.RequireUnused(name, _files.List());
        var file = _files.FileOf(name + (format == OverrideFormat.Json ? ".json" : ".yml"));
        var bytes = Encoding.UTF8.GetBytes(text);
        var documents = _files.Validated(file, bytes);
        _files.Write(file, bytes, null);
        return documents[0];
    }

    /// <summary>Changes an override. One with encrypted values is encrypted and sealed again, for which its key must be at hand.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">YAML: what is to be put into it, or the whole new text of its file.</param>
    /// <param name="mode">Which of these.</param>
    /// <param name="expectedChecksum">The checksum that its file must have; null for any.</param>
    /// <returns>The override as it is now. Where the text changes nothing, nothing is written.</returns>
    /// <exception cref="KeyNotFoundException">There is no such override.</exception>
    /// <exception cref="OverrideConflictException">Its file has another checksum, or was changed meanwhile.</exception>
    /// <exception cref="OverrideValidationException">The file would be bad, a key is missing, or the change cannot be made in place: in TOML, for one.</exception>
    /// <exception cref="IOException">The file cannot be written, and is as it was.</exception>
    public OverrideDocument Update(string name, string text, UpdateMode mode = UpdateMode.Merge, string? expectedChecksum = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (file, index) = Find(name);
        var old = ReadExpected(file, name, expectedChecksum);
        var bytes = mode == UpdateMode.Replace ? Replaced(file, old, Encoding.UTF8.GetBytes(text)) : Merged(file, old, name, index, text);
        var documents = _files.Validated(file, bytes);
        if (index >= documents.Length)
        {
            throw Refused(file, $"the file would have no override {name} any more", "keep as many documents in the text");
        }

        if (!bytes.AsSpan().SequenceEqual(old.Span))
        {
            _files.Write(file, bytes, old);
        }

        return documents[index];
    }

    /// <summary>Removes an override and its file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expectedChecksum">The checksum that its file must have; null for any.</param>
    /// <exception cref="KeyNotFoundException">There is no such override.</exception>
    /// <exception cref="OverrideConflictException">Its file has another checksum, or was changed meanwhile.</exception>
    /// <exception cref="OverrideValidationException">Another override depends on it, or the file has more in it than this override.</exception>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    public void Delete(string name, string? expectedChecksum = null)
    {
        var (file, _) = Find(name);
        var old = ReadExpected(file, name, expectedChecksum);
        var layers = _files.LayersOf(file, old, new DiagnosticBag());
        if (layers.Length > 1)
        {
            throw Refused(file, $"{name} cannot be deleted: it stands in one file with other overrides", "take its document out of the file's text, and replace that by an update");
        }

        if (layers is [{ EmbeddedIn: not null }])
        {
            throw Refused(file, $"{name} cannot be deleted: its file is another tool's too", $"take \"{EmbeddedOverride.Key}\" out of the file");
        }

        if (DependentOf(name) is { } dependent)
        {
            throw Refused(file, $"{name} cannot be deleted: {dependent} depends on it", $"delete {dependent} first, or change its dependencies");
        }

        _files.Delete(file, old);
    }

    /// <summary>
    /// Writes all overrides into one file: JSON with the path, checksum and text of each, comments and all. What is encrypted stays
    /// encrypted. Schemas and files that <c>${file:...}</c> includes are none of it.
    /// </summary>
    /// <param name="path">The file. One that is there is replaced.</param>
    /// <exception cref="OverrideValidationException">An override cannot be read, or is bad.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Export(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _bundle.Export(path);
    }

    /// <summary>Writes the overrides of a file that <see cref="Export"/> made into the directory. Each is checked first; then all are written, or none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="conflicts">What becomes of those that are there already and say something else.</param>
    /// <returns>The overrides that were written: those that say the same already are not among them.</returns>
    /// <exception cref="OverrideConflictException">One is there already, and conflicts are refused, or it has the name in another format or case.</exception>
    /// <exception cref="OverrideValidationException">The file is no bundle, was changed, or an override of it is bad.</exception>
    /// <exception cref="IOException">One cannot be written; those before it were taken back.</exception>
    public ImmutableArray<OverrideDocument> Import(string path, ImportConflicts conflicts = ImportConflicts.Refuse)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _bundle.Import(path, conflicts);
    }

    private (OverrideFile File, int Index) Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var mark = name.LastIndexOf('#');
        var index = mark > 0 && int.TryParse(name.AsSpan(mark + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 1 ? number - 1 : 0;
        var fileName = index > 0 ? name[..mark] : name;
        var files = _files.List();
        var found = files.Where(file => file.Name == fileName).ToArray();
        if (found.Length == 0)
        {
            throw Missing(name, EditDistance.Nearest(fileName, files.Select(static file => file.Name)));
        }

        return found.Length == 1 ? (found[0], index) : throw OverrideFiles.Invalid(Diagnostic.InFile(found[1].File, DiagnosticCode.DuplicateOverride, DiagnosticSeverity.Error, $"{found[0].File} has the same name, {fileName}") with { Hint = "rename one of them" });
    }

    private ReadOnlyMemory<byte> ReadExpected(in OverrideFile file, string name, string? expectedChecksum)
    {
        var bytes = _files.Read(file);
        var actual = FileGuard.ChecksumOf(bytes);
        return expectedChecksum is null || expectedChecksum == actual ? bytes : throw OverrideConflictException.Changed(name, expectedChecksum, actual);
    }

    private byte[] Merged(in OverrideFile file, ReadOnlyMemory<byte> old, string name, int index, string text)
    {
        var diagnostics = new DiagnosticBag();
        var fragments = Pipeline.ParseLayers(new OverrideSource(file.Name, new SourceText("(the text)", Encoding.UTF8.GetBytes(text))), _limits, KeyRing.Empty, diagnostics);
        if (diagnostics.HasErrors || fragments.Length != 1)
        {
            throw OverrideFiles.Invalid(diagnostics, Diagnostic.InFile("(the text)", DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, "the text must be one YAML document with a mapping"));
        }

        return Edited(file, old, diagnostics, edited =>
        {
            if (index >= edited.Overrides.Length)
            {
                throw Missing(name);
            }

            var edit = edited.Text.Edit();
            new FragmentMerge(edit, edited.Overrides[index], edited.Text.Documents[index].Root).Apply(fragments[0]);
            return edit.Apply();
        });
    }

    private byte[] Replaced(in OverrideFile file, ReadOnlyMemory<byte> old, byte[] text)
    {
        var diagnostics = new DiagnosticBag();
        return _files.LayersOf(file, old, diagnostics, allowLocked: true).All(static layer => layer.Seal is null && layer.Sops is null) && !(diagnostics.HasErrors && EncryptedLayer.MayStandIn(old.Span))
            ? text
            : Edited(file, old, new DiagnosticBag(), _ => text);
    }

    // What is encrypted is edited in clear, in memory, and encrypted and sealed again: no key, no edit.
    private byte[] Edited(in OverrideFile file, ReadOnlyMemory<byte> old, DiagnosticBag diagnostics, Func<EncryptableFile, byte[]> edit)
    {
        try
        {
            if (EncryptableFile.Parse(file, old, _limits, _keys, diagnostics) is not { } read)
            {
                throw OverrideFiles.Invalid(diagnostics);
            }

            if (read.Overrides.All(static target => target.Envelope is null))
            {
                return edit(read);
            }

            using var copy = PlainCopy.Of(read, _keys, acceptChanges: false, diagnostics);
            var clear = copy is null ? null : read.With(copy.Bytes, diagnostics);
            return clear is not null && copy!.Encrypt(edit(clear), diagnostics) is { } bytes && !diagnostics.HasErrors ? bytes : throw OverrideFiles.Invalid(diagnostics);
        }
        catch (EditRefusedException refused)
        {
            throw Refused(file, refused.Message, "replace the whole text of the file instead");
        }
        catch (KeyException problem)
        {
            throw OverrideFiles.Invalid(Diagnostic.InFile(file.File, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, problem.Message) with { Hint = problem.Hint });
        }
    }

    private string? DependentOf(string name) =>
        Pipeline.ReadLayers(_files.List(), _limits, _keys, new DiagnosticBag(), allowLocked: true).FirstOrDefault(layer => layer.Name != name && layer.Metadata.Dependencies.Contains(name))?.Name;

    private KeyNotFoundException Missing(string name, string? near = null) =>
        new($"There is no override \"{name}\" in {_directory}.{(near is null ? "" : $" Did you mean \"{near}\"?")}");

    private static OverrideValidationException Refused(in OverrideFile file, string message, string hint) =>
        OverrideFiles.Invalid(Diagnostic.InFile(file.File, DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, message) with { Hint = hint });
}
