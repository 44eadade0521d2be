namespace Strata.Benchmarks.Processes;

/// <summary>A command that is measured.</summary>
internal sealed record Contestant(NativeProgram Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The command as a reader would type it, without the directories of this machine.</summary>
    public string Title => string.Join(' ', Arguments.Select(argument => Path.IsPathRooted(argument) ? Path.GetFileName(argument) : argument).Prepend(Program.Name));
}
