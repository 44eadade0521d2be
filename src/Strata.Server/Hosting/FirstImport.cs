using Strata.Server.Access;
using Strata.Server.Contents;
using Strata.Server.Publishing;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Hosting;

/// <summary>Imports a directory into the space <c>default</c>, where nothing was published to it yet, so that a new server serves something.</summary>
internal static class FirstImport
{
    public static async Task RunAsync(string directory, ServerStore store, Publisher publisher, CancellationToken cancellationToken)
    {
        var actor = Actor.Itself("strata-server");
        var space = await store.Spaces.FindAsync(SpaceName.Default, cancellationToken).ConfigureAwait(false);
        if (space is null)
        {
            try
            {
                await store.Spaces.CreateAsync(SpaceName.Default, $"imported from {Path.GetFileName(Path.GetFullPath(directory))}", 0, actor, key: null, cancellationToken).ConfigureAwait(false);
            }
            catch (RefusalException exception) when (exception.Status == 409)
            {
                // Another replica was first.
            }
        }
        else if (space.Head > 0 || space.RequiredApprovals > 0)
        {
            // What others must approve is not brought in by a start.
            return;
        }

        try
        {
            await publisher.ImportAsync(SpaceName.Default, DirectoryContent.Read(directory), new SeenHead(0), $"imported from {directory}", actor, key: null, cancellationToken).ConfigureAwait(false);
        }
        catch (RefusalException exception) when (exception.Status == 412)
        {
            // Another replica was first.
        }
    }
}
