using System.Buffers;

namespace Strata.Store;

/// <summary>The names that new overrides may have: those that every file system can hold and the directory's listing shows.</summary>
internal static class OverrideName
{
    private const int Longest = 200;

    private static readonly SearchValues<char> Refused = SearchValues.Create("\\:*?\"<>|#");

    private static readonly string[] Extensions = [".yml", ".yaml", ".json", ".toml"];

    /// <summary>Refuses what is no name.</summary>
    /// <exception cref="ArgumentException">It is none; the message says why.</exception>
    public static void Require(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (ProblemOf(name) is { } problem)
        {
            throw new ArgumentException($"\"{name}\" is no name for an override: {problem}.", parameter);
        }
    }

    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? ProblemOf(string name)
    {
        if (name.Length > Longest)
        {
            return "it has more than 200 characters";
        }

        if (Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
        {
            return $"it ends in {Path.GetExtension(name)}, which is the file's ending and no part of the name";
        }

        var steps = name.Split('/');
        return steps[0] == "schemas" ? "what stands below schemas/ is no override" : steps.Select(ProblemOfStep).FirstOrDefault(static problem => problem is not null);
    }

    /// <summary>What is wrong with a file's path below the directory; null where nothing is.</summary>
    public static string? ProblemOfFile(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
        ? ProblemOf(file[..^Path.GetExtension(file).Length])
        : "it does not end in .yml, .yaml, .json or .toml";

    private static string? ProblemOfStep(string step) => step switch
    {
        "" => "it has an empty part; parts are separated by one /",
        "." or ".." => "it leads out of its directory",
        ['.' or '_', ..] => "what begins with . or _ is no override",
        [.., '.' or ' '] or [' ', ..] => "a part begins or ends with a blank, or ends with a dot",
        _ when step.AsSpan().ContainsAny(Refused) => "it has one of \\ : * ? \" < > | #",
        _ when step.Any(char.IsControl) => "it has a control character",
        _ => null,
    };
}
