using System.Threading.Channels;
using Strata.Live;

namespace Strata.Cli.Running;

/// <summary>A configuration that follows what it is made of. Disposing it ends that.</summary>
internal interface IWatchedConfiguration : IAsyncDisposable
{
    /// <summary>What was resolved first.</summary>
    ConfigurationSnapshot First { get; }

    /// <summary>Tells of changes from now on, and of those since it was resolved.</summary>
    /// <param name="work">Takes what is to be done, one after the other on one thread.</param>
    /// <param name="changed">Is done for each change.</param>
    /// <param name="failed">Is done when what it is made of cannot be resolved, or read: what was resolved last stays in use.</param>
    void Listen(ChannelWriter<Func<Task>> work, Func<ConfigurationChangedEventArgs, Task> changed, Func<ReloadFailure, Task> failed);
}
