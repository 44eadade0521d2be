using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Sources;

/// <summary>Reads whole files, never more than is allowed, whatever the file system says their size is.</summary>
internal static class FileContent
{
    /// <summary>Reads an override file. Null, with an error, when it cannot be read.</summary>
    public static OverrideSource? Read(in OverrideFile file, long maxBytes, DiagnosticBag diagnostics) =>
        Read(file.File, file.FullPath, maxBytes, mayWait: false, diagnostics) is { } text ? new OverrideSource(file.Name, text) : null;

    /// <summary>Reads a file that the user named. It may be a pipe, which is waited for and read to its end. Null, with an error, when it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How large it may be.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="shownAs">The path it is shown under; null for the one that it was named by.</param>
    public static SourceText? ReadNamed(string path, long maxBytes, DiagnosticBag diagnostics, string? shownAs = null) => Read(shownAs ?? path, path, maxBytes, mayWait: true, diagnostics);

    private static SourceText? Read(string shown, string path, long maxBytes, bool mayWait, DiagnosticBag diagnostics)
    {
        try
        {
            if (ReadBytes(path, maxBytes, mayWait) is { } bytes)
            {
                return new SourceText(shown, WithoutMark(bytes));
            }

            diagnostics.Add(Diagnostic.InFile(
                shown,
                DiagnosticCode.FileTooLarge,
                DiagnosticSeverity.Error,
                string.Create(CultureInfo.InvariantCulture, $"the file has more than {maxBytes:N0} bytes")) with
            { Position = new SourcePosition(1, 1), Length = 1, Hint = "split it, or raise the limit (--max-file-size)" });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(FileProblem.Of(shown, exception));
        }

        return null;
    }

    /// <summary>Reads once more what was read before; nothing where that cannot be done any more.</summary>
    public static ReadOnlyMemory<byte> ReadAgain(string path, long maxBytes)
    {
        try
        {
            return WithoutMark(ReadBytes(path, maxBytes) ?? default);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>The bytes of a file; null when it has more than are allowed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes.</param>
    /// <param name="mayWait">Whether it may be a pipe, so that reading lasts as long as somebody writes.</param>
    public static ReadOnlyMemory<byte>? ReadBytes(string path, long most, bool mayWait = false)
    {
        most = Math.Min(most, Array.MaxLength - 1);
        using var stream = mayWait ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;
        using var handle = stream?.SafeFileHandle ?? RegularFile.Open(path);

        // A pipe has no length, and no place to read from.
        var length = stream is { CanSeek: false } ? Math.Min(4095, most) : RandomAccess.GetLength(handle);
        if (length > most)
        {
            return null;
        }

        // One byte more than it should have, so that a file that grows is noticed.
        var buffer = new byte[(int)length + 1];
        var read = 0;
        while (true)
        {
            var count = stream?.Read(buffer, read, buffer.Length - read) ?? RandomAccess.Read(handle, buffer.AsSpan(read), read);
            if (count == 0)
            {
                return buffer.AsMemory(0, read);
            }

            read += count;
            if (read > most)
            {
                return null;
            }

            if (read == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, most + 1));
            }
        }
    }

    /// <summary>The bytes without a UTF-8 byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
}
