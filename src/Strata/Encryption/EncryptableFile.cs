using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Editing;
using Strata.Secrets.Envelopes;
using Strata.Sources;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>A file of overrides that is encrypted or decrypted in place: how it is written, and the overrides that it holds. Immutable.</summary>
internal sealed class EncryptableFile
{
    private readonly OverrideFile _file;
    private readonly ParseLimits _limits;
    private readonly IKeySource _keys;

    private EncryptableFile(OverrideFile file, ParseLimits limits, IKeySource keys, ConfigurationText text, ImmutableArray<EncryptableOverride> overrides)
    {
        _file = file;
        _limits = limits;
        _keys = keys;
        Text = text;
        Overrides = overrides;
    }

    /// <summary>How it is written.</summary>
    public ConfigurationText Text { get; }

    /// <summary>The overrides, in order.</summary>
    public ImmutableArray<EncryptableOverride> Overrides { get; }

    /// <summary>The path it is shown under.</summary>
    public string File => _file.File;

    /// <summary>The path it is read from and written to.</summary>
    public string FullPath => _file.FullPath;

    /// <summary>Reads a file. Null, with errors, where it is bad or of a format that cannot be edited.</summary>
    /// <param name="file">The file.</param>
    /// <param name="limits">What it may ask of the machine.</param>
    /// <param name="keys">Opens its overrides.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static EncryptableFile? Read(in OverrideFile file, ParseLimits limits, IKeySource keys, DiagnosticBag diagnostics) =>
        ReadBytes(file, limits, diagnostics) is { } bytes ? Parse(file, bytes, limits, keys, diagnostics) : null;

    /// <summary>The bytes of a file. Null, with an error, where it cannot be read.</summary>
    public static ReadOnlyMemory<byte>? ReadBytes(in OverrideFile file, ParseLimits limits, DiagnosticBag diagnostics)
    {
        try
        {
            if (FileContent.ReadBytes(file.FullPath, limits.MaxFileBytes) is { } bytes)
            {
                return bytes;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(FileProblem.Of(file.File, exception));
            return null;
        }

        // The same words as where it is only read.
        FileContent.Read(file, limits.MaxFileBytes, diagnostics);
        return null;
    }

    /// <summary>Reads other bytes as this file.</summary>
    public EncryptableFile? With(ReadOnlyMemory<byte> bytes, DiagnosticBag diagnostics) => Parse(_file, bytes, _limits, _keys, diagnostics);

    /// <summary>Reads bytes as a file.</summary>
    public static EncryptableFile? Parse(in OverrideFile file, ReadOnlyMemory<byte> bytes, ParseLimits limits, IKeySource keys, DiagnosticBag diagnostics)
    {
        if (SopsText.IsMeant(file, bytes, limits))
        {
            diagnostics.Add(Diagnostic.InFile(file.File, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, "the file is encrypted with SOPS") with
            {
                Hint = $"change it with SOPS, or turn it into a file of Strata's own format: strata migrate {file.File}",
            });
            return null;
        }

        var found = new DiagnosticBag();
        var layers = Pipeline.ParseLayers(new OverrideSource(file.Name, new SourceText(file.File, FileContent.WithoutMark(bytes))), limits, keys, found);
        diagnostics.AddRange(found.ToSorted());
        if (found.HasErrors)
        {
            return null;
        }

        try
        {
            return ConfigurationText.Read(file.File, bytes, limits, diagnostics) is { } text
                ? new EncryptableFile(file, limits, keys, text, [.. layers.Select(static (layer, index) => new EncryptableOverride(index, layer))])
                : null;
        }
        catch (EditRefusedException refused)
        {
            diagnostics.Add(Refusal(file.File, refused));
            return null;
        }
    }

    /// <summary>The diagnostic of an edit that cannot be made.</summary>
    public static Diagnostic Refusal(string file, EditRefusedException refused) =>
        Diagnostic.InFile(file, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, refused.Message);
}
