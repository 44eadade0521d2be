using Strata.Diagnostics;
using Strata.Editing;
using Strata.Encryption;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli.Encryption;

/// <summary>Files that a command changes in place: each is written whole or stays as it is, and problems are told at the end.</summary>
internal sealed class FilesInPlace : IDisposable
{
    private readonly Invocation _invocation;

    public FilesInPlace(Invocation invocation)
    {
        _invocation = invocation;
        Keys = new KeyRing(invocation.KeySources);
    }

    /// <summary>The keys at hand.</summary>
    public KeyRing Keys { get; }

    /// <summary>What was found.</summary>
    public DiagnosticBag Diagnostics { get; } = new();

    /// <summary>The files that were named: relative to the working directory, or to the overrides directory as lists show them.</summary>
    public IEnumerable<OverrideFile> Named(IEnumerable<string> names)
    {
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            var inside = Path.Combine(_invocation.Directory, name);
            if (File.Exists(name) || File.Exists(inside))
            {
                yield return OverrideDirectory.Describe(_invocation.Directory, File.Exists(name) ? name : inside);
            }
            else
            {
                var near = EditDistance.Nearest(name, OverrideDirectory.List(_invocation.Directory, new DiagnosticBag()).Select(static file => file.File));
                Diagnostics.Add(MissingFile.Of(name, "there is no such file", near is null ? "name it relative to the working directory" : $"did you mean {near}?"));
            }
        }
    }

    /// <summary>The files that were named; all override files where none was.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="withSops">Whether files of SOPS are among those that nobody named.</param>
    public IReadOnlyList<OverrideFile> NamedOrAll(IReadOnlyCollection<string> names, bool withSops = false) =>
        names.Count > 0 ? [.. Named(names)] : [.. OverrideDirectory.List(_invocation.Directory, Diagnostics).Where(file => withSops || ReadSops(file, new DiagnosticBag()) is null)];

    /// <summary>A file. Null, with errors, where it is bad.</summary>
    public EncryptableFile? Read(in OverrideFile file, DiagnosticBag diagnostics) => EncryptableFile.Read(file, _invocation.Options.Limits, Keys, diagnostics);

    /// <summary>A file that is encrypted with SOPS; null for any other.</summary>
    public SopsText? ReadSops(in OverrideFile file, DiagnosticBag diagnostics) =>
        ReadBytes(file, new DiagnosticBag()) is { } bytes && SopsText.IsMeant(file, bytes, _invocation.Options.Limits) ? SopsText.Read(file, bytes, _invocation.Options.Limits, diagnostics) : null;

    /// <summary>Changes files one by one.</summary>
    /// <param name="files">The files.</param>
    /// <param name="change">Makes a file's new bytes, and says what was done to how many values; null bytes for none.</param>
    /// <param name="said">What was done, for a person.</param>
    /// <returns>The exit code.</returns>
    public int Change(IEnumerable<OverrideFile> files, Func<EncryptableFile, FileEncryption, EncryptedBytes> change, Func<int, string> said) => ChangeBytes(
        files,
        (file, bytes, found) => EncryptableFile.Parse(file, bytes, _invocation.Options.Limits, Keys, found) is { } read ? change(read, new FileEncryption(Keys, found)) : default,
        said);

    /// <summary>Changes files one by one, whatever they are encrypted with.</summary>
    /// <param name="files">The files.</param>
    /// <param name="change">Makes a file's new bytes of its old ones, and says what was done to how many values; null bytes for none.</param>
    /// <param name="said">What was done, for a person.</param>
    /// <returns>The exit code.</returns>
    public int ChangeBytes(IEnumerable<OverrideFile> files, Func<OverrideFile, ReadOnlyMemory<byte>, DiagnosticBag, EncryptedBytes> change, Func<int, string> said)
    {
        foreach (var file in files)
        {
            var found = new DiagnosticBag();
            try
            {
                if (ReadBytes(file, found) is { } bytes)
                {
                    Write(file, bytes, change(file, bytes, found), found, said);
                }
            }
            catch (KeyException problem)
            {
                found.Add(Diagnostic.InFile(file.File, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, problem.Message) with { Hint = problem.Hint });
            }

            Diagnostics.AddRange(found.ToSorted());
        }

        return Report();
    }

    /// <summary>The bytes of a file. Null, with an error, where it cannot be read.</summary>
    public ReadOnlyMemory<byte>? ReadBytes(in OverrideFile file, DiagnosticBag diagnostics) => EncryptableFile.ReadBytes(file, _invocation.Options.Limits, diagnostics);

    /// <summary>Reports what was found, and gives the exit code.</summary>
    public int Report()
    {
        var validation = new ValidationResult(Diagnostics.ToSorted());
        _invocation.Report(validation);
        return ExitCode.Of(validation, _invocation.Strict);
    }

    /// <summary>The diagnostic of a file that cannot be written.</summary>
    public static Diagnostic Problem(string file, WriteFailedException failed) => Diagnostic.InFile(
        file,
        failed.IsForbidden ? DiagnosticCode.UnreadableFile : DiagnosticCode.CannotBeWrittenTo,
        DiagnosticSeverity.Error,
        $"it cannot be written, and is as it was: {failed.Reason}") with
    { Hint = failed.IsForbidden ? "check its directory's owner and mode" : "make room, and run again" };

    /// <summary>Clears the keys.</summary>
    public void Dispose() => Keys.Clear();

    private void Write(in OverrideFile file, ReadOnlyMemory<byte> old, EncryptedBytes result, DiagnosticBag found, Func<int, string> said)
    {
        if (result.Bytes is not { } bytes || found.HasErrors || (_invocation.Strict && found.Count > 0))
        {
            return;
        }

        try
        {
            // A file that stays as it is keeps its time.
            if (!old.Span.SequenceEqual(bytes))
            {
                AtomicFile.Write(file.FullPath, bytes);
                _invocation.Note($"{file.File}: {said(result.Count)}");
            }
        }
        catch (WriteFailedException failed)
        {
            found.Add(Problem(file.File, failed));
        }
    }
}
