using Strata.Profiling;
using Strata.Selection;
using Strata.Sources;

namespace Strata.Caching;

/// <summary>
/// Configurations that outlast the process. A directory's index tells by stamps which contents its files have; contents, context and
/// options together lead to the names of what else counted; and its values to the configuration. Safe for use from several threads and
/// processes.
/// </summary>
/// <param name="files">The files.</param>
/// <param name="time">The clock that files are stamped by: the system's.</param>
internal sealed class FileLevel(CacheDirectory files, TimeProvider time)
{
    // To look at every file of a full cache takes longer than to resolve: small entries, a thousandth of what there is room for, do it
    // every sixteenth time, and what is too much until then is about a hundredth.
    private const int SmallPart = 1000;
    private const int SeldomMask = 0xF;

    public CacheDirectory Files => files;

    /// <summary>The configuration of a directory as it is now; null where none is kept.</summary>
    /// <param name="directory">The directory as it was named.</param>
    /// <param name="context">The context.</param>
    /// <param name="options">The options.</param>
    public KeptConfiguration? Find(string directory, ResolutionContext context, ResolutionOptions options)
    {
        using var stage = StageActivity.Begin(StageActivity.Recall);
        if (ReadIndex(directory) is not { } index)
        {
            return null;
        }

        var present = DirectoryScan.Of(directory, options.Limits.MaxFileBytes, index, time.GetUtcNow());
        if (present is not null && present != index && !present.Bytes.SequenceEqual(index.Bytes))
        {
            Write(RootOf(directory), present);
        }

        return present is null ? null : Find(directory, present, context, options);
    }

    /// <summary>What is to be noted while a directory is resolved, so that the result can be kept.</summary>
    public ObservedInputs Observe(string directory) => new() { Directory = new DirectoryObservation(directory, time.GetUtcNow()) };

    /// <summary>Keeps what was resolved, if it can be.</summary>
    /// <param name="overrides">The overrides, read with the observation.</param>
    /// <param name="outcome">What came of them.</param>
    /// <param name="context">The context.</param>
    /// <param name="options">The options.</param>
    /// <param name="inputs">The observation.</param>
    /// <returns>Why it was not kept; null where it was.</returns>
    public string? Keep(OverrideSet overrides, ResolutionOutcome outcome, ResolutionContext context, ResolutionOptions options, ObservedInputs inputs)
    {
        using var stage = StageActivity.Begin(StageActivity.Keep);
        if (Cacheability.ProblemOf(overrides, outcome, options, inputs) is { } problem)
        {
            return problem;
        }

        var observation = inputs.Directory!;
        if (ReadContents.Of(observation, overrides) is not { } contents)
        {
            return "a file has no content";
        }

        var index = KeepIndex(observation, contents, inputs);
        var recipe = ResolutionKey.OfRecipe(overrides.Directory, index.Files, context, options);
        var (known, names) = Recall(recipe, CacheInputs.NamesOf(overrides, context, inputs, observation.Root));
        var key = names.KeyOf(recipe, context, new FoundValues(observation.Root, inputs, options.Keys));
        var (withheld, length) = (0, 0L);
        if (!files.Write(key, CacheDirectory.EntryEnding, stream =>
            {
                withheld = EntryWriter.Write(outcome.Configuration!, key, withholds: true, stream);
                length = stream.Position;
            })
            || !files.Write(recipe, CacheDirectory.RecipeEnding, stream => stream.Write(known.With(names).ToBytes())))
        {
            return "it could not be written";
        }

        files.Count(CacheEvent.Stored);
        files.Count(CacheEvent.Withheld, withheld);
        if (length > files.MostBytes / SmallPart || (key.Bytes[0] & SeldomMask) == 0)
        {
            files.Trim(time.GetUtcNow());
        }

        return null;
    }

    private static string RootOf(string directory) => Path.TrimEndingDirectorySeparator(FullPath.Of(directory));

    private DirectoryIndex? ReadIndex(string directory)
    {
        var name = ResolutionKey.OfIndex(RootOf(directory));
        if (files.Read(name, CacheDirectory.IndexEnding) is not { } bytes)
        {
            return null;
        }

        if (DirectoryIndex.Read(bytes) is { } index)
        {
            return index;
        }

        Discard(name, CacheDirectory.IndexEnding);
        return null;
    }

    /// <summary>The configuration of a directory whose files are known; null where none is kept.</summary>
    public KeptConfiguration? Find(string directory, DirectoryIndex index, ResolutionContext context, ResolutionOptions options)
    {
        var recipe = ResolutionKey.OfRecipe(directory, index.Files, context, options);
        if (files.Read(recipe, CacheDirectory.RecipeEnding) is not { } bytes)
        {
            return null;
        }

        if (Recipes.Read(bytes) is not { } recipes)
        {
            Discard(recipe, CacheDirectory.RecipeEnding);
            return null;
        }

        var values = new PresentValues(directory, options, index);
        foreach (var names in recipes.All)
        {
            if (names.Window.Contains(context.Now) && OpenEntry(names.KeyOf(recipe, context, values), names) is { } kept)
            {
                return kept;
            }
        }

        return null;
    }

    private KeptConfiguration? OpenEntry(Fingerprint key, InputNames names)
    {
        if (files.Open(key, CacheDirectory.EntryEnding) is not { } file)
        {
            return null;
        }

        try
        {
            files.Touch(key, time.GetUtcNow());
            return new KeptConfiguration(file, key, names, () => Discard(key, CacheDirectory.EntryEnding));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            file.Dispose();
            Discard(key, CacheDirectory.EntryEnding);
            return null;
        }
    }

    private void Discard(in Fingerprint name, string ending)
    {
        files.Remove(name, ending);
        files.Count(CacheEvent.Corrupt);
    }

    private DirectoryIndex KeepIndex(DirectoryObservation observation, List<Fingerprint> contents, ObservedInputs inputs)
    {
        var index = DirectoryIndex.Make(observation, contents, inputs.SchemaContents(), ReadIndex(observation.Root));
        Write(observation.Root, index);
        return index;
    }

    private void Write(string root, DirectoryIndex index)
    {
        files.Write(ResolutionKey.OfIndex(root), CacheDirectory.IndexEnding, stream => stream.Write(index.Bytes));
    }

    // Known ones keep their salt, and with it the key of what is kept already.
    private (Recipes Known, InputNames Names) Recall(in Fingerprint recipe, InputNames names)
    {
        var known = files.Read(recipe, CacheDirectory.RecipeEnding) is { } bytes ? Recipes.Read(bytes) ?? Recipes.None : Recipes.None;
        return (known, known.All.FirstOrDefault(names.IsSameAs) ?? names);
    }
}
