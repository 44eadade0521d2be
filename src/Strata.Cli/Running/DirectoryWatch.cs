using System.Threading.Channels;
using Strata.Live;

namespace Strata.Cli.Running;

/// <summary>A configuration that follows the files of a directory.</summary>
internal sealed class DirectoryWatch(LiveConfiguration live) : IWatchedConfiguration
{
    public ConfigurationSnapshot First { get; } = live.Current;

    public void Listen(ChannelWriter<Func<Task>> work, Func<ConfigurationChangedEventArgs, Task> changed, Func<ReloadFailure, Task> failed)
    {
        // The watch's own thread does not wait for a command to end.
        live.Changed += (_, change) => work.TryWrite(() => changed(change));
        live.ReloadFailed += (_, failure) => work.TryWrite(() => failed(failure.Failure));
    }

    public ValueTask DisposeAsync() => live.DisposeAsync();
}
