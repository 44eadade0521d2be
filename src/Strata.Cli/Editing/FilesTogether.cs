using Strata.Diagnostics;
using Strata.Editing;

namespace Strata.Cli.Editing;

/// <summary>
/// Writes several files, all or none: each beside its place before the first takes it, so that a disk that is full half-way leaves all as they
/// were; and where one cannot take its place, those that did give it back.
/// </summary>
internal static class FilesTogether
{
    /// <summary>Writes files.</summary>
    /// <param name="invocation">The run, which is told where they cannot be written.</param>
    /// <param name="files">The files, what they hold, and whether their owner alone may read them.</param>
    /// <param name="makesDirectories">Whether directories that are missing are made.</param>
    /// <param name="isNew">Whether none of the files may be there yet.</param>
    /// <param name="problem">What is said where they cannot be written, before the reason.</param>
    /// <param name="hint">What to do then.</param>
    /// <returns>The exit code.</returns>
    public static int Write(Invocation invocation, IEnumerable<(string Path, byte[] Content, bool IsForOwner)> files, bool makesDirectories, bool isNew, string problem, string hint)
    {
        var pending = new List<PendingFile>();
        var last = "";
        try
        {
            foreach (var (path, content, isForOwner) in files)
            {
                last = path;
                if (makesDirectories)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                }

                pending.Add(PendingFile.Prepare(path, content, isForOwner));
            }

            pending.ForEach(file => file.Commit(isNew, isRevertible: true));
            return ExitCode.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var failed = exception as WriteFailedException;
            var reason = string.Join("; ", pending.AsEnumerable().Reverse().Select(static file => file.Revert()).OfType<string>().Prepend(failed?.Reason ?? exception.Message));
            return invocation.Fail(Diagnostic.InFile(failed?.Path ?? last, DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, $"{problem}: {reason}") with { Hint = hint });
        }
        finally
        {
            pending.ForEach(static file => file.Dispose());
        }
    }
}
