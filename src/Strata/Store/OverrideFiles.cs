using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Editing;
using Strata.Encryption;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Secrets;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Values;

namespace Strata.Store;

/// <summary>The override files of a directory: listed, read, checked, and written whole or not at all. Safe for use from several threads.</summary>
/// <param name="directory">The overrides directory.</param>
/// <param name="options">The limits.</param>
/// <param name="keys">The keys of encrypted overrides.</param>
internal sealed class OverrideFiles(string directory, ResolutionOptions options, KeyRing keys)
{
    private readonly ParseLimits _limits = options.Limits;

    /// <summary>The override files as they are now.</summary>
    /// <exception cref="OverrideValidationException">The directory cannot be listed.</exception>
    public IReadOnlyList<OverrideFile> List()
    {
        var diagnostics = new DiagnosticBag();
        var files = OverrideDirectory.List(directory, diagnostics);
        return diagnostics.HasErrors ? throw new OverrideValidationException(new ValidationResult(diagnostics.ToSorted())) : files;
    }

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="OverrideValidationException">It cannot be read.</exception>
    public ReadOnlyMemory<byte> Read(in OverrideFile file)
    {
        var diagnostics = new DiagnosticBag();
        return EncryptableFile.ReadBytes(file, _limits, diagnostics) ?? throw new OverrideValidationException(new ValidationResult(diagnostics.ToSorted()));
    }

    /// <summary>The file of a path below the directory, whether it is there or not.</summary>
    public OverrideFile FileOf(string relative)
    {
        var shown = directory.Replace('\\', '/').TrimEnd('/');
        return new OverrideFile(relative[..^Path.GetExtension(relative).Length], $"{shown}/{relative}", Path.Combine(FullPath.Of(directory), relative));
    }

    /// <summary>Reads bytes as a file's.</summary>
    /// <exception cref="OverrideValidationException">They are no override, or a bad one.</exception>
    public ImmutableArray<OverrideDocument> Validated(in OverrideFile file, ReadOnlyMemory<byte> bytes, bool allowLocked = false)
    {
        var diagnostics = new DiagnosticBag();
        if (bytes.Length > _limits.MaxFileBytes)
        {
            throw Invalid(Diagnostic.InFile(file.File, DiagnosticCode.FileTooLarge, DiagnosticSeverity.Error, "the file would have more bytes than are allowed") with { Hint = "split it, or raise the limit" });
        }

        var layers = LayersOf(file, bytes, diagnostics, allowLocked || options.AllowLocked);
        foreach (var layer in layers)
        {
            TemplateCheck.Report(layer.Body, new Sensitivity(layer.Metadata.Sensitive), diagnostics);
        }

        return OverrideDocument.Accept(layers, diagnostics);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">All that it holds from now on.</param>
    /// <param name="old">What it must hold until then; null where there must be none.</param>
    /// <exception cref="OverrideConflictException">It holds something else, or there is one.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(OverrideFile file, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte>? old)
    {
        RequireInside(file);
        try
        {
            if (old is { } expected)
            {
                AtomicFile.Write(file.FullPath, bytes.Span, guard: () => FileGuard.Hold(file.Name, file.FullPath, expected));
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file.FullPath)!);
                AtomicFile.Write(file.FullPath, bytes.Span, isNew: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (old is null && File.Exists(file.FullPath))
            {
                throw new OverrideConflictException(file.Name, $"There is an override {file.Name} already: nothing was written.");
            }

            throw exception as WriteFailedException ?? new WriteFailedException(file.File, exception is UnauthorizedAccessException ? "permission to write there is missing" : exception.Message, exception);
        }
    }

    /// <summary>Removes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="old">What it must hold until then.</param>
    /// <exception cref="OverrideConflictException">It holds something else, or is gone.</exception>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Delete(in OverrideFile file, ReadOnlyMemory<byte> old)
    {
        RequireInside(file);
        using (FileGuard.Hold(file.Name, file.FullPath, old))
        {
            try
            {
                File.Delete(file.FullPath);
            }
            catch (UnauthorizedAccessException exception)
            {
                throw new WriteFailedException(file.File, "permission to remove it is missing", exception);
            }
        }
    }

    /// <summary>Refuses a name that an override has already, however it is spelled.</summary>
    /// <exception cref="OverrideConflictException">One has it.</exception>
    public static void RequireUnused(string name, IReadOnlyList<OverrideFile> files)
    {
        // Two names that differ in case only are one file where the directory is copied to another system.
        if (files.FirstOrDefault(file => file.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } other)
        {
            throw new OverrideConflictException(name, $"There is an override {other.Name} already, in {other.File}: nothing was written.");
        }
    }

    /// <summary>The overrides of a file's bytes; with errors where they are bad.</summary>
    public ImmutableArray<Layer> LayersOf(in OverrideFile file, ReadOnlyMemory<byte> bytes, DiagnosticBag diagnostics, bool allowLocked = true) =>
        Pipeline.ParseLayers(new OverrideSource(file.Name, new SourceText(file.File, FileContent.WithoutMark(bytes))), _limits, keys, diagnostics, allowLocked: allowLocked);

    /// <summary>Refuses a file that is not in the directory: a link may lead anywhere.</summary>
    /// <exception cref="OverrideValidationException">It is elsewhere.</exception>
    private void RequireInside(in OverrideFile file)
    {
        bool isInside;
        try
        {
            isInside = new AllowedDirectories([directory]).Contain(RealPath.Of(file.FullPath));
        }
        catch (IOException)
        {
            isInside = false;
        }

        if (!isInside)
        {
            throw Invalid(Diagnostic.InFile(file.File, DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, "a symbolic link leads out of the overrides directory") with { Hint = "change the file that the link leads to, where it is" });
        }
    }

    /// <summary>The exception of what was found, or else of one problem.</summary>
    public static OverrideValidationException Invalid(DiagnosticBag diagnostics, Diagnostic? otherwise = null)
    {
        if (otherwise is not null && !diagnostics.HasErrors)
        {
            diagnostics.Add(otherwise);
        }

        return new OverrideValidationException(new ValidationResult(diagnostics.ToSorted()));
    }

    /// <summary>The exception of one problem.</summary>
    public static OverrideValidationException Invalid(Diagnostic problem) => new(new ValidationResult([problem]));
}
