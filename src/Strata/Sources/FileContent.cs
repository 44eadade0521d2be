using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Sources;

/// <summary>Reads whole files, never more than is allowed, whatever the file system says their size is.</summary>
internal static class FileContent
{
    /// <summary>Reads an override file. Null, with an error, when it cannot be read.</summary>
    public static OverrideSource? Read(in OverrideFile file, long maxBytes, DiagnosticBag diagnostics)
    {
        try
        {
            if (ReadBytes(file.FullPath, maxBytes) is { } bytes)
            {
                return new OverrideSource(file.Name, new SourceText(file.File, WithoutMark(bytes)));
            }

            diagnostics.Add(Diagnostic.InFile(
                file.File,
                DiagnosticCode.FileTooLarge,
                DiagnosticSeverity.Error,
                string.Create(CultureInfo.InvariantCulture, $"the file has more than {maxBytes:N0} bytes")) with
            { Position = new SourcePosition(1, 1), Length = 1, Hint = "split it, or raise the limit (--max-file-size)" });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(FileProblem.Of(file.File, exception));
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
    public static ReadOnlyMemory<byte>? ReadBytes(string path, long most)
    {
        most = Math.Min(most, Array.MaxLength - 1);
        using var handle = RegularFile.Open(path);
        var length = RandomAccess.GetLength(handle);
        if (length > most)
        {
            return null;
        }

        // One byte more than it should have, so that a file that grows is noticed.
        var buffer = new byte[(int)length + 1];
        var read = 0;
        while (true)
        {
            var count = RandomAccess.Read(handle, buffer.AsSpan(read), read);
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
