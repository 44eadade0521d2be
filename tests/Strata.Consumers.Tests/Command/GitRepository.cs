using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Command;

/// <summary>A repository of a test's own, in which git merges overrides by the built command.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class GitRepository : IDisposable
{
    public const string Key = "qHqvR5bM5a7E1uW4yD3kXo8sTz0cJ2nLfG6hVpYxQiA=";

    private readonly TemporaryOverrides _overrides = new();

    public GitRepository(string text, string name = "prod.yml")
    {
        File = _overrides.Add(name, text);
        Git("init", "-q", "-b", "ours");
        Git("config", "user.name", "test");
        Git("config", "user.email", "test@example.invalid");
        Git("config", "merge.strata.driver", $"'{BuiltCommand.Script}' merge-driver %O %A %B %P");
        System.IO.File.WriteAllText(Path.Combine(_overrides.Root, ".gitattributes"), "overrides/* merge=strata\n");
    }

    public string File { get; }

    public string Text => System.IO.File.ReadAllText(File);

    /// <summary>The keys that the driver has at hand; null for none.</summary>
    public string? KeyOfDriver { get; set; } = Key;

    /// <summary>Runs the command in this process.</summary>
    public CommandResult Run(params string[] args) => _overrides.Run(new StrataCommand().With("STRATA_ENCRYPTION_KEY", Key), args);

    /// <summary>The same, which must succeed.</summary>
    public GitRepository Do(params string[] args)
    {
        var result = Run(args);
        Assert.True(result.ExitCode == 0, result.Error);
        return this;
    }

    public GitRepository Encrypt() => Do("encrypt", File);

    /// <summary>Changes the text in clear, and encrypts it again as an editor would be waited for: what stays keeps its ciphertext.</summary>
    public GitRepository Change(params (string Old, string New)[] changes)
    {
        var text = changes.Aggregate(Text, static (text, change) =>
        {
            Assert.Contains(change.Old, text, StringComparison.Ordinal);
            return text.Replace(change.Old, change.New, StringComparison.Ordinal);
        });
        System.IO.File.WriteAllText(File, text);
        return this;
    }

    /// <summary>Puts a new value in clear at the end of the line of a key, and seals the file.</summary>
    public GitRepository SetSecret(string key, string value)
    {
        var lines = Text.Split('\n');
        var at = Array.FindIndex(lines, line => line.TrimStart().StartsWith(key + ":", StringComparison.Ordinal));
        lines[at] = $"{lines[at][..lines[at].IndexOf(':', StringComparison.Ordinal)]}: {value}";
        System.IO.File.WriteAllText(File, string.Join('\n', lines));
        return Seal();
    }

    public GitRepository Seal() => Do("encrypt", "--accept-changes", File);

    public GitRepository Commit()
    {
        Git("add", "-A");
        Git("commit", "-q", "-m", "x");
        return this;
    }

    /// <summary>Makes two sides of what is committed, and merges theirs into ours.</summary>
    public CommandResult Merge(Action<GitRepository> ours, Action<GitRepository> theirs)
    {
        Commit();
        Git("branch", "theirs");
        ours(this);
        Commit();
        Git("checkout", "-q", "theirs");
        theirs(this);
        Commit();
        Git("checkout", "-q", "ours");
        return Start("merge", "-q", "-m", "merged", "theirs");
    }

    /// <summary>What the file says at a path.</summary>
    public string Value(string path)
    {
        var result = Run("get", path, Path.GetFileNameWithoutExtension(File), "--reveal");
        Assert.True(result.ExitCode == 0, result.Error + Text);
        return result.Output.TrimEnd('\n');
    }

    public void Dispose() => _overrides.Dispose();

    private void Git(params string[] args)
    {
        var result = Start(args);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private CommandResult Start(params string[] args)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["STRATA_ENCRYPTION_KEY"] = KeyOfDriver,
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
        };
        using var git = BuiltCommand.Start(_overrides.Root, variables, "git", args);
        return git.Result();
    }
}
