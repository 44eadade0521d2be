using System.Globalization;
using System.Text.Json;
using Strata.Sources;

namespace Strata.Cli.Serving;

/// <summary>A revision of a space, read as files: everything that is done with an overrides directory is done with them.</summary>
internal sealed class SpaceReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private SpaceReading(SpaceRevision revision, string folder)
    {
        Revision = revision;
        Folder = folder;
    }

    /// <summary>The revision.</summary>
    public SpaceRevision Revision { get; }

    /// <summary>The directory that holds the files.</summary>
    public string Folder { get; }

    /// <summary>The directory of the overrides.</summary>
    public string Directory => Path.Combine(Folder, SpaceDirectory.Overrides);

    /// <summary>How that is shown: <c>default@3</c>. The same revision is shown so everywhere, wherever its files are kept.</summary>
    public string Shown => string.Create(CultureInfo.InvariantCulture, $"{Revision.Space}@{Revision.Number}");

    /// <summary>Whether this revision gives some something else: a rollout is under way, in which the files here are those of everybody who is not in it.</summary>
    public bool HasRollout => Revision.HasRollout;

    /// <summary>The files of the space's own variables for an environment, as its server reads them: the later wins, and those of this machine win over both.</summary>
    public IEnumerable<(string Path, string? ShownAs)> VariableFiles(string environment)
    {
        foreach (var name in new[] { ".env", $".env.{environment}" })
        {
            if (PortablePath.ProblemOf(name) is null && File.Exists(Path.Combine(Directory, name)))
            {
                yield return (Path.Combine(Directory, name), $"{Shown}/{name}");
            }
        }
    }

    /// <summary>A connection to a server.</summary>
    public static ServerConnection Connect(SpaceAddress address) => new(address.Server, Patience, address.Credential) { Reason = address.Reason };

    /// <summary>Reads a revision.</summary>
    /// <param name="connection">The connection to the server.</param>
    /// <param name="address">The space.</param>
    /// <param name="number">The revision; null for the head.</param>
    /// <param name="directory">Where files are kept.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="ServerProblemException">It is not to be had.</exception>
    public static SpaceReading Read(ServerConnection connection, SpaceAddress address, long? number, SpaceDirectory directory, CancellationToken cancellationToken = default)
    {
        var head = number ?? connection.Get(address.Of(""), cancellationToken).Number("head");
        var revision = SpaceRevision.Of(connection.Get(address.Of(string.Create(CultureInfo.InvariantCulture, $"revisions/{head}")), cancellationToken));
        return new SpaceReading(revision, directory.Take(revision.Content, () => Fetch(connection, address, revision.Number, cancellationToken)));
    }

    private static SpaceFiles Fetch(ServerConnection connection, SpaceAddress address, long number, CancellationToken cancellationToken) => number == 0
        ? SpaceFiles.Empty
        : SpaceFiles.Read(ServerAnswer.Find(connection.Get(address.Of(string.Create(CultureInfo.InvariantCulture, $"revisions/{number}/files")), cancellationToken).Body, "files", JsonValueKind.Object));
}

/// <summary>What a server says of a revision.</summary>
/// <param name="Space">The space.</param>
/// <param name="Epoch">The life of the store that it belongs to.</param>
/// <param name="Number">Its number.</param>
/// <param name="Content">The hash of its files.</param>
/// <param name="HasRollout">Whether some get other files.</param>
internal sealed record SpaceRevision(string Space, string Epoch, long Number, string Content, bool HasRollout)
{
    /// <exception cref="ServerProblemException">The answer is none of a revision.</exception>
    public static SpaceRevision Of(ServerAnswer answer) =>
        new(answer.Text("space"), answer.Text("epoch"), answer.Number("revision"), answer.Text("content"), ServerAnswer.TextOf(answer.Body, "candidate") is not null);
}
