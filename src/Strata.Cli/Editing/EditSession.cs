using System.Globalization;
using Strata.Cli.Encryption;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Encryption;
using Strata.Secrets.Keys;
using Strata.Sources;

namespace Strata.Cli.Editing;

/// <summary>One file that a person edits in clear: opened, edited as often as it takes, encrypted, written; and nothing in clear is left.</summary>
/// <param name="invocation">The run.</param>
/// <param name="work">Reads files, and has the keys.</param>
internal sealed class EditSession(Invocation invocation, FilesInPlace work)
{
    private readonly CommandHost _host = invocation.Host;

    /// <summary>Edits a file.</summary>
    /// <returns>The exit code.</returns>
    public int Run(in OverrideFile file, bool acceptChanges)
    {
        try
        {
            if (work.Read(file, work.Diagnostics) is not { } read || PlainCopy.Of(read, work.Keys, acceptChanges, work.Diagnostics) is not { } copy)
            {
                return work.Report();
            }

            using (copy)
            {
                Report(work.Diagnostics);
                return Edit(read, copy);
            }
        }
        catch (KeyException problem)
        {
            return invocation.Fail(Diagnostic.InFile(file.File, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, problem.Message) with { Hint = problem.Hint });
        }
    }

    private int Edit(EncryptableFile file, PlainCopy copy)
    {
        using var signals = new EndingSignals();
        PlainDirectory? directory = null;
        try
        {
            directory = PlainDirectory.Create(Path.GetFileName(file.FullPath), _host.Variable("XDG_RUNTIME_DIR"), PlainDirectory.SharedMemory, _host.Variable("TMPDIR") ?? Path.GetTempPath());
            directory.Write(copy.Bytes);
            if (!directory.IsInMemory)
            {
                _host.Error.WriteLine($"warning: there is no memory-backed directory: the copy in clear is written to a disk, in {directory.Location}, and overwritten afterwards");
            }

            return Rounds(file, copy, directory, signals);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed(file, "the copy in clear cannot be written", null, ExitCode.Unreachable);
        }
        finally
        {
            if (directory?.Remove() == false)
            {
                _host.WriteUsageError($"the copy in clear could not be removed: {directory.Location}", "remove it");
            }
        }
    }

    private int Rounds(EncryptableFile file, PlainCopy copy, PlainDirectory directory, EndingSignals signals)
    {
        var editor = EditorProgram.Of(_host);
        while (true)
        {
            _host.Error.Flush();
            var code = editor.Edit(directory.File, signals);
            if (signals.Ended is { IsCompleted: true, Result: var ended })
            {
                return Failed(file, "ended by a signal", null, ended);
            }

            if (code != 0)
            {
                var (message, hint) = Described(editor, code);
                return Failed(file, message, hint, signals.Interrupted is { IsCompleted: true, Result: var interrupted } ? interrupted : ExitCode.Invalid);
            }

            if (directory.Read(invocation.Options.Limits.MaxFileBytes) is not { } edited)
            {
                return Failed(file, "the editor left no file that can be read", null, ExitCode.Invalid);
            }

            if (edited.Span.SequenceEqual(copy.Bytes))
            {
                invocation.Note($"{file.File}: nothing was changed");
                return ExitCode.Done;
            }

            var found = new DiagnosticBag();
            var bytes = copy.Encrypt(edited, found);
            Report(found);
            if (bytes is not null && !found.HasErrors && !(invocation.Strict && found.Count > 0))
            {
                return Save(file, bytes);
            }

            if (!TerminalQuestion.CanAsk(_host) || !TerminalQuestion.Ask(_host, "Edit again? [Enter = again, q = give up] ", signals))
            {
                return Failed(file, "what was saved is no valid override", null, signals.Ended.IsCompleted ? signals.Ended.Result : ExitCode.Invalid);
            }
        }
    }

    private int Save(EncryptableFile file, byte[] bytes)
    {
        if (!IsAsItWas(file))
        {
            return Failed(file, "it was changed by somebody else meanwhile", "edit it again", ExitCode.Invalid, keeps: "it is as they left it");
        }

        try
        {
            AtomicFile.Write(file.FullPath, bytes);
        }
        catch (WriteFailedException failed)
        {
            return invocation.Fail(Diagnostic.InFile(file.File, DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, $"it cannot be written, and is as it was: {failed.Reason}"));
        }

        invocation.Note($"{file.File}: edited");
        return ExitCode.Done;
    }

    private static bool IsAsItWas(EncryptableFile file)
    {
        try
        {
            return FileContent.ReadBytes(file.FullPath, file.Text.Bytes.Length) is { } now && file.Text.IsSame(now.Span);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static (string Message, string? Hint) Described(EditorProgram editor, int code)
    {
        const int OfSignal = 128;
        return code switch
        {
            126 or 127 => ($"the editor cannot be started: {editor.Command}", "name one in VISUAL or EDITOR"),
            > OfSignal => (string.Create(CultureInfo.InvariantCulture, $"the editor was ended by signal {code - OfSignal}"), null),
            _ => (string.Create(CultureInfo.InvariantCulture, $"the editor ended with code {code}"), null),
        };
    }

    private int Failed(EncryptableFile file, string message, string? hint, int code, string keeps = "it is as it was")
    {
        _host.WriteUsageError($"{file.File}: {message}; {keeps}, and the copy in clear is removed", hint);
        return code;
    }

    private void Report(DiagnosticBag found) => invocation.Report(new ValidationResult(found.ToSorted()));
}
