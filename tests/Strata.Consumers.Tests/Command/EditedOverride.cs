using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Command;

/// <summary>An encrypted override that an editor of the test's own edits, and all places where something of it could be left in clear.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class EditedOverride : IDisposable
{
    /// <summary>Tests of it run one by one: each looks whether anything is left where another would be at work.</summary>
    public const string Collection = "edited overrides";

    /// <summary>What must not be seen anywhere.</summary>
    public const string Canary = "canary-0f3b71";

    private const string Key = "qHqvR5bM5a7E1uW4yD3kXo8sTz0cJ2nLfG6hVpYxQiA=";

    private readonly TemporaryOverrides _overrides = new();
    private readonly string _runtime = Directory.CreateDirectory($"/dev/shm/test-{Guid.NewGuid():N}", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    public EditedOverride(string text, string name = "prod.yml")
    {
        File = _overrides.Add(name, text);
        Directory.CreateDirectory(Temporary);
        Variables = new(StringComparer.Ordinal)
        {
            ["STRATA_ENCRYPTION_KEY"] = Key,
            ["XDG_RUNTIME_DIR"] = _runtime,
            ["TMPDIR"] = Temporary,
            ["VISUAL"] = null,
            ["EDITOR"] = Path.Combine(_overrides.Root, "editor"),
            ["RECORD"] = Path.Combine(_overrides.Root, "record"),
        };
    }

    public string File { get; }

    public string Root => _overrides.Root;

    public string Temporary => Path.Combine(_overrides.Root, "tmp");

    public string Runtime => _runtime;

    /// <summary>What the command's process has beside the variables of this one.</summary>
    public Dictionary<string, string?> Variables { get; }

    /// <summary>The lines of the file.</summary>
    public string[] Lines => System.IO.File.ReadAllLines(File);

    /// <summary>What the editor wrote down, to <c>$RECORD</c>.</summary>
    public string Record => System.IO.File.Exists(Variables["RECORD"]) ? System.IO.File.ReadAllText(Variables["RECORD"]!) : "";

    /// <summary>Encrypts what is secret in it.</summary>
    public EditedOverride Encrypted(params string[] paths)
    {
        var result = InProcess(["encrypt", File, .. paths.SelectMany(static path => new[] { "--path", path })]);
        Assert.True(result.ExitCode == 0, result.Error);
        return this;
    }

    /// <summary>What the file says at a path, once it is decrypted.</summary>
    public string Value(string path)
    {
        var result = InProcess("get", path, Path.GetFileNameWithoutExtension(File), "--reveal");
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.TrimEnd('\n');
    }

    public CommandResult InProcess(params string[] args) => _overrides.Run(new StrataCommand().With("STRATA_ENCRYPTION_KEY", Key), args);

    /// <summary>Edits it by an editor that is a script, to which the copy is <c>$1</c>.</summary>
    public CommandResult Edit(string script, params string[] options)
    {
        using var started = Begin(script, options);
        return Checked(started.Result());
    }

    /// <summary>The same, not waited for.</summary>
    public BuiltCommand Begin(string script, params string[] options)
    {
        WriteEditor(script);
        return BuiltCommand.Start(_overrides.Root, Variables, BuiltCommand.Script, ["edit", File, "-d", _overrides.Overrides, .. options]);
    }

    public void WriteEditor(string script)
    {
        System.IO.File.WriteAllText(Path.Combine(_overrides.Root, "editor"), $"#!/bin/sh\nset -e\n{script}\n");
        System.IO.File.SetUnixFileMode(Path.Combine(_overrides.Root, "editor"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>A result that shows no secret and after which nothing in clear is left.</summary>
    public CommandResult Checked(CommandResult result)
    {
        Assert.DoesNotContain(Canary, result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_runtime));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Temporary));
        Assert.Equal([File], Directory.EnumerateFileSystemEntries(_overrides.Overrides));
        Assert.DoesNotContain(Directory.EnumerateFiles("/dev/shm", "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }), HoldsCanary);
        return result;
    }

    /// <summary>The numbers of the lines that differ from others, from 1.</summary>
    public int[] Changed(string[] before) => [.. Enumerable.Range(0, Math.Max(before.Length, Lines.Length)).Where(i => before.ElementAtOrDefault(i) != Lines.ElementAtOrDefault(i)).Select(static i => i + 1)];

    public void Dispose()
    {
        Directory.Delete(_runtime, recursive: true);
        _overrides.Dispose();
    }

    private static bool HoldsCanary(string file)
    {
        try
        {
            return System.IO.File.ReadAllText(file).Contains(Canary, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
