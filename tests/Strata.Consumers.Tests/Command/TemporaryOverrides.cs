namespace Strata.Consumers.Tests.Command;

/// <summary>An overrides directory of a test's own, removed behind it.</summary>
internal sealed class TemporaryOverrides : IDisposable
{
    public TemporaryOverrides(params (string File, string Text)[] files)
    {
        Root = Directory.CreateTempSubdirectory("strata-test-").FullName;
        Directory.CreateDirectory(Overrides);
        foreach (var (file, text) in files)
        {
            Add(file, text);
        }
    }

    /// <summary>The directory that holds the overrides directory.</summary>
    public string Root { get; }

    public string Overrides => Path.Combine(Root, "overrides");

    /// <summary>Writes a file below the overrides directory, and gives its path.</summary>
    public string Add(string file, string text)
    {
        var path = Path.Combine(Overrides, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a file beside the overrides directory, and gives its path.</summary>
    public string AddBeside(string file, string text) => Add(Path.Combine("..", file), text);

    /// <summary>Runs the command on these overrides.</summary>
    public CommandResult Run(params string[] args) => Run(new StrataCommand(), args);

    /// <inheritdoc cref="Run(string[])"/>
    public CommandResult Run(StrataCommand command, params string[] args) => command.Run([.. args, "-d", Overrides]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
