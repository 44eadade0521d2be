using Strata.Values;

namespace Strata.Profiling;

/// <summary>
/// The profile of a program that uses the library: what was done in the process while a manager lived, written when that is disposed, or the
/// program ends.
/// </summary>
internal sealed class ManagerProfile : IDisposable
{
    private readonly StageProfile _profile = new();
    private readonly string _directory;
    private readonly TimeProvider _time;
    private int _isWritten;

    private ManagerProfile(string directory, TimeProvider time)
    {
        _directory = directory;
        _time = time;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Begins a profile; null where it is not asked for.</summary>
    public static ManagerProfile? Of(VariableSet variables, TimeProvider time)
    {
        return StageProfile.IsAskedFor(ValueOf) ? new ManagerProfile(Path.GetFullPath(StageProfile.DirectoryOf(ValueOf)), time) : null;

        string? ValueOf(string name) => variables.TryGetValue(name, out var value, out _) ? value : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isWritten, 1) != 0)
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        try
        {
            _profile.Write(_directory, AppDomain.CurrentDomain.FriendlyName, _time.GetUtcNow());
        }
        catch (IOException)
        {
            // A program does not fail because its profile cannot be written: a full disk is told of by what it matters to.
        }

        _profile.Dispose();
    }

    private void OnExit(object? sender, EventArgs arguments) => Dispose();
}
