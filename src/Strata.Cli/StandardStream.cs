namespace Strata.Cli;

/// <summary>Writes bytes to their end.</summary>
/// <returns>Whether anybody reads them still.</returns>
internal delegate bool ByteWriter(ReadOnlySpan<byte> bytes);

/// <summary>Standard output or standard error, which a caller may have closed (<c>strata resolve &gt;&amp;-</c>) or may be full.</summary>
/// <param name="write">Writes to it.</param>
/// <param name="isBestEffort">Whether what cannot be written is let go: of diagnostics, of which the exit code still tells.</param>
internal sealed class StandardStream(ByteWriter write, bool isBestEffort) : Stream
{
    private bool _isBroken;

    /// <summary>That of this process.</summary>
    public static StandardStream OfProcess(int descriptor, bool isBestEffort) =>
        new(OperatingSystem.IsWindows() ? OfConsole(descriptor) : bytes => Descriptor.Write(descriptor, bytes), isBestEffort);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isBroken)
        {
            return;
        }

        try
        {
            _isBroken = !write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isBroken = isBestEffort ? true : throw new OutputException(exception.InnerException?.Message ?? exception.Message, exception);
        }
    }

    private static ByteWriter OfConsole(int descriptor)
    {
        Stream? stream = null;
        return bytes =>
        {
            stream ??= descriptor == Descriptor.Output ? Console.OpenStandardOutput() : Console.OpenStandardError();
            stream.Write(bytes);
            return true;
        };
    }
}
