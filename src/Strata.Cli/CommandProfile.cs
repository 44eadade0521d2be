using System.Diagnostics;
using Strata.Diagnostics;
using Strata.Profiling;

namespace Strata.Cli;

/// <summary>The profile of a run: where its time went.</summary>
internal sealed class CommandProfile : IDisposable
{
    private readonly CommandHost _host;
    private readonly string _title;
    private readonly StageProfile _profile = new();
    private readonly Activity? _command;

    private CommandProfile(CommandHost host, string[] args)
    {
        _host = host;

        // What follows the name may be a secret.
        var name = args.Length > 0 && CommandTree.IsCommand(args[0]) ? args[0] : null;
        _title = name is null ? "strata" : $"strata {name}";
        _command = name is null ? StageActivity.Begin(StageActivity.Command) : StageActivity.Begin(StageActivity.Command, name);
    }

    /// <summary>Begins a profile; null where the variables do not ask for one.</summary>
    public static CommandProfile? Of(CommandHost host, string[] args) => StageProfile.IsAskedFor(host.Variable) ? new CommandProfile(host, args) : null;

    /// <summary>Writes it, and says where it is. The command's result does not depend on that.</summary>
    public void Write()
    {
        _command?.Dispose();
        try
        {
            _host.Error.WriteLine($"profile: {TerminalText.Harmless(_profile.Write(StageProfile.DirectoryOf(_host.Variable), _title, _host.Time.GetUtcNow()))}");
        }
        catch (IOException exception)
        {
            _host.Error.WriteLine($"warning: the profile cannot be written: {TerminalText.Harmless(exception.Message)}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _profile.Dispose();
}
