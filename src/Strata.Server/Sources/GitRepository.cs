using System.Formats.Tar;
using System.Globalization;
using Strata.Server.Contents;
using Strata.Server.Spaces;
using Strata.Sources;

namespace Strata.Server.Sources;

/// <summary>A branch of a repository, with a copy of it in a directory of this process. For one thread at a time.</summary>
internal sealed class GitRepository(SpaceSource source, string copies)
{
    private string Copy => Path.Combine(copies, SpaceContent.HashOf(System.Text.Encoding.UTF8.GetBytes($"{source.Location}\n{source.Branch}"))[..24]);

    private string Branch => $"refs/heads/{source.Branch}";

    /// <summary>Fetches the branch.</summary>
    /// <returns>The commit that it is at; null where the repository has no such branch.</returns>
    /// <exception cref="SourceException">It cannot be fetched.</exception>
    public async Task<string?> FetchAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Copy, "objects")))
        {
            Directory.CreateDirectory(Copy);
            await GitProgram.RunAsync(Copy, ["init", "--bare", "--quiet", "."], cancellationToken).ConfigureAwait(false);
        }

        var heads = await GitProgram.AskAsync(Copy, ["ls-remote", "--", source.Location, Branch], cancellationToken).ConfigureAwait(false);
        if (heads.Length == 0)
        {
            return null;
        }

        await GitProgram.RunAsync(Copy, ["fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--", source.Location, $"{Branch}:{Branch}"], cancellationToken).ConfigureAwait(false);
        return await GitProgram.AskAsync(Copy, ["rev-parse", "--verify", "--quiet", Branch], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The files of a commit: those of the overrides directory, and the <c>strata.yml</c> beside or in it.</summary>
    /// <exception cref="SourceException">They cannot be read.</exception>
    /// <exception cref="RefusalException">They are no content of a space.</exception>
    public async Task<SpaceContent> ReadAsync(string commit, CancellationToken cancellationToken)
    {
        var archive = await GitProgram.RunAsync(Copy, ["archive", "--format=tar", commit], cancellationToken).ConfigureAwait(false);
        using var reader = new TarReader(new MemoryStream(archive));
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var prefix = source.Directory.Length == 0 ? "" : $"{source.Directory}/";
        var beside = source.Directory.LastIndexOf('/') is var slash and >= 0 ? $"{source.Directory[..(slash + 1)]}{ResolvableContent.ProjectFileName}" : ResolvableContent.ProjectFileName;
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            // A link leads to where nobody looked.
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || (!entry.Name.StartsWith(prefix, StringComparison.Ordinal) && entry.Name != beside))
            {
                continue;
            }

            if (entry.Name != beside && !SpaceListing.Takes(entry.Name[prefix.Length..]))
            {
                continue;
            }

            var name = entry.Name == beside ? ResolvableContent.ProjectFileName : entry.Name[prefix.Length..];
            using var body = new MemoryStream();
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
            }

            files[name] = body.ToArray();
        }

        return files.Keys.All(static name => name == ResolvableContent.ProjectFileName)
            ? throw new SourceException(source.Directory.Length == 0 ? "the branch has no files" : $"the branch has no files in \"{source.Directory}\"")
            : SpaceContent.Of(files);
    }

    /// <summary>Who made a commit, and its first line.</summary>
    public async Task<(string Author, string Subject)> DescribeAsync(string commit, CancellationToken cancellationToken)
    {
        var text = await GitProgram.AskAsync(Copy, ["log", "-1", "--format=%an%n%s", commit], cancellationToken).ConfigureAwait(false);
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        return line < 0 ? (text, "") : (text[..line], text[(line + 1)..]);
    }

    /// <summary>Makes a commit of a revision, on top of what the branch has, and pushes it.</summary>
    /// <returns>The commit; the one that was there where nothing differs.</returns>
    /// <exception cref="SourceException">It cannot be pushed: somebody else was first, for one. Nothing was changed then.</exception>
    public async Task<string> WriteAsync(SpaceContent content, Revision revision, CancellationToken cancellationToken)
    {
        var before = await FetchAsync(cancellationToken).ConfigureAwait(false);
        var work = Path.Combine(copies, "export-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(work);
            string[] git = [$"--git-dir={Copy}", $"--work-tree={work}"];
            await GitProgram.RunAsync(work, before is null ? [.. git, "read-tree", "--empty"] : [.. git, "read-tree", before], cancellationToken).ConfigureAwait(false);
            await GitProgram.RunAsync(work, [.. git, "checkout-index", "--all", "--force"], cancellationToken).ConfigureAwait(false);
            ContentDirectory.Replace(Path.Combine(work, source.Directory), content, keep: source.Directory.Length == 0 ? [".git"] : []);
            await GitProgram.RunAsync(work, [.. git, "add", "--all", "--force", "."], cancellationToken).ConfigureAwait(false);
            var tree = await GitProgram.AskAsync(work, [.. git, "write-tree"], cancellationToken).ConfigureAwait(false);
            if (before is not null && tree == await GitProgram.AskAsync(work, [.. git, "rev-parse", $"{before}^{{tree}}"], cancellationToken).ConfigureAwait(false))
            {
                return before;
            }

            var message = string.Create(CultureInfo.InvariantCulture, $"{revision.Space} revision {revision.Number}: {revision.Message}\n\nPublished by {revision.Actor}.\n");
            var commit = await GitProgram.AskAsync(work, [.. git, "commit-tree", tree, .. before is null ? Array.Empty<string>() : ["-p", before], "-m", message], cancellationToken).ConfigureAwait(false);
            await GitProgram.RunAsync(work, [.. git, "push", "--quiet", "--", source.Location, $"{commit}:{Branch}"], cancellationToken).ConfigureAwait(false);
            return commit;
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }
}
