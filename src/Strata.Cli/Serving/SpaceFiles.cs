using System.Text.Json;
using Strata.Sources;

namespace Strata.Cli.Serving;

/// <summary>The files of a space by their paths, as they travel. Names that come from a server are not trusted: what is no plain relative path is refused.</summary>
internal sealed class SpaceFiles
{
    /// <summary>The path of the project's file, which stands beside the overrides.</summary>
    public const string Project = "strata.yml";

    /// <summary>The most bytes that a space holds.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    private readonly SortedDictionary<string, byte[]> _files;

    private SpaceFiles(SortedDictionary<string, byte[]> files)
    {
        _files = files;
        var manifest = new FileManifest();
        foreach (var (path, content) in files)
        {
            manifest.Add(path, content);
        }

        Hash = manifest.Hash;
    }

    /// <summary>No files: what a space has that nothing was published to.</summary>
    public static SpaceFiles Empty { get; } = new(new(StringComparer.Ordinal));

    /// <summary>The hash that they are known by.</summary>
    public string Hash { get; }

    public IEnumerable<KeyValuePair<string, byte[]>> All => _files;

    public int Count => _files.Count;

    /// <summary>The content of a file; null where there is none.</summary>
    public byte[]? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Files of this machine.</summary>
    public static SpaceFiles Of(IEnumerable<KeyValuePair<string, byte[]>> files) => new(new(files.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));

    /// <summary>Those that a server sent.</summary>
    /// <param name="files">An object whose keys are paths.</param>
    /// <exception cref="ServerProblemException">One of them would not be a file of its own below a directory, or has no content.</exception>
    public static SpaceFiles Read(JsonElement files)
    {
        var read = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var spellings = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files.EnumerateObject())
        {
            if (PortablePath.ProblemOf(file.Name) is { } problem)
            {
                throw ServerProblemException.BadContent($"the server sent a file whose name \"{file.Name}\" {problem}");
            }

            if (!spellings.Add(file.Name))
            {
                throw ServerProblemException.BadContent($"the server sent two files that are one where case does not count: \"{file.Name}\"");
            }

            read.Add(file.Name, ContentOf(file.Name, file.Value));
        }

        return PortablePath.FirstNesting(read.Keys) is var (directory, beneath)
            ? throw ServerProblemException.BadContent($"the server sent \"{directory}\" as a file, and as the directory of \"{beneath}\"")
            : new SpaceFiles(read);
    }

    /// <summary>Writes them as a server takes them.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("files");
        foreach (var (path, content) in _files)
        {
            json.WriteStartObject(path);
            if (System.Text.Unicode.Utf8.IsValid(content))
            {
                json.WriteString("text", content);
            }
            else
            {
                json.WriteBase64String("base64", content);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static byte[] ContentOf(string path, JsonElement file)
    {
        if (ServerAnswer.TextOf(file, "text") is { } text)
        {
            return System.Text.Encoding.UTF8.GetBytes(text);
        }

        return file.ValueKind == JsonValueKind.Object && file.TryGetProperty("base64", out var encoded) && encoded.ValueKind == JsonValueKind.String && encoded.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw ServerProblemException.BadContent($"the server sent \"{path}\" without its content");
    }
}
