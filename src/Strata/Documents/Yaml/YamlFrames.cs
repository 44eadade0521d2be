namespace Strata.Documents.Yaml;

/// <summary>What is open, the innermost on top: the reader's place in the structure, kept on the heap because a file's author controls its depth.</summary>
internal sealed class YamlFrames
{
    private YamlFrame[] _frames = new YamlFrame[16];
    private int _count;

    /// <summary>The innermost. Not to be held over a <see cref="Push"/>.</summary>
    public ref YamlFrame Top => ref _frames[_count - 1];

    /// <summary>What the innermost stands in.</summary>
    public ref YamlFrame Parent => ref _frames[_count - 2];

    public void Push(in YamlFrame frame)
    {
        if (_count == _frames.Length)
        {
            Array.Resize(ref _frames, _frames.Length * 2);
        }

        _frames[_count++] = frame;
    }

    public void Pop() => _count--;
}
