namespace Strata.Server.Hosting;

/// <summary>A directory for what this process writes and nobody needs after it. What processes left that were killed goes when the next begins.</summary>
internal sealed class ProcessDirectory : IDisposable
{
    private const string MarkExtension = ".lock";
    private const int MostTries = 5;

    private readonly FileStream _mark;

    private ProcessDirectory(string path, FileStream mark)
    {
        Path = path;
        _mark = mark;
    }

    public string Path { get; }

    /// <summary>Makes one.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static ProcessDirectory Make(string data)
    {
        var all = Directory.CreateDirectory(System.IO.Path.Combine(data, "process"));
        foreach (var mark in all.EnumerateFiles($"*{MarkExtension}"))
        {
            RemoveIfLeft(mark.FullName);
        }

        for (var tries = 1; ; tries++)
        {
            var path = System.IO.Path.Combine(all.FullName, Guid.NewGuid().ToString("N")[..12]);
            try
            {
                var mark = new FileStream(path + MarkExtension, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None });
                Directory.CreateDirectory(path);
                return new ProcessDirectory(path, mark);
            }
            catch (IOException) when (tries < MostTries && File.Exists(path + MarkExtension))
            {
                // Another process that begins took it for one that was left.
            }
        }
    }

    public void Dispose()
    {
        Delete(Path);
        _mark.Dispose();
        File.Delete(_mark.Name);
    }

    // A process that lives holds its mark; the system lets go of it however the process ends.
    private static void RemoveIfLeft(string mark)
    {
        try
        {
            using (new FileStream(mark, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.None }))
            {
                Delete(mark[..^MarkExtension.Length]);
            }

            File.Delete(mark);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is held, or another process was first.
        }
    }

    private static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left is of no use to anybody, and in nobody's way.
        }
    }
}
