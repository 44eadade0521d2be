using System.Runtime.InteropServices;
using Strata.Diagnostics;
using Strata.Profiling;

namespace Strata.Server.Logging;

/// <summary>
/// The profile of a server, where the variables ask for one: written when it ends, and whenever it gets the signal USR2; each time with what was done
/// since the one before.
/// </summary>
internal sealed class ServerProfile : IDisposable
{
    // Linux and macOS number it differently.
    private static readonly int Signal = OperatingSystem.IsMacOS() ? 31 : 12;

    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly TextWriter _output;
    private readonly PosixSignalRegistration? _signal;
    private readonly Lock _lock = new();
    private StageProfile _profile = new();

    private ServerProfile(string directory, TimeProvider time, TextWriter output)
    {
        (_directory, _time, _output) = (directory, time, output);
        _signal = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)Signal, context =>
        {
            context.Cancel = true;
            Write();
        });
    }

    /// <summary>Begins one; null where it is not asked for.</summary>
    public static ServerProfile? Of(Func<string, string?> variable, TimeProvider time, TextWriter output) =>
        StageProfile.IsAskedFor(variable) ? new ServerProfile(Path.GetFullPath(StageProfile.DirectoryOf(variable)), time, output) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal?.Dispose();
        Write();
        _profile.Dispose();
    }

    private void Write()
    {
        lock (_lock)
        {
            try
            {
                _output.WriteLine($"profile: {TerminalText.Harmless(_profile.Write(_directory, "strata-server", _time.GetUtcNow()))}");
            }
            catch (IOException exception)
            {
                _output.WriteLine($"warning: the profile cannot be written: {TerminalText.Harmless(exception.Message)}");
            }

            _output.Flush();
            _profile.Dispose();
            _profile = new StageProfile();
        }
    }
}
