namespace Strata.Cli;

/// <summary>Standard output or standard error, which a caller may have closed (<c>strata resolve &gt;&amp;-</c>) or may be full.</summary>
/// <param name="open">Opens it.</param>
/// <param name="isBestEffort">Whether what cannot be written is let go: of diagnostics, of which the exit code still tells.</param>
internal sealed class StandardStream(Func<Stream> open, bool isBestEffort) : Stream
{
    private Stream? _stream;
    private bool _isBroken;

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
            (_stream ??= open()).Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isBroken = isBestEffort ? true : throw exception as IOException ?? new IOException(exception.InnerException?.Message ?? exception.Message, exception);
        }
    }
}
