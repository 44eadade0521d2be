namespace Strata.Cli;

/// <summary>What is said when the command itself is at fault.</summary>
internal static class BugReport
{
    public static void Write(TextWriter error, Exception exception, bool withStack)
    {
        error.WriteLine($"error: this is a bug in strata {ProductVersion.Text}: {exception.GetType().Name}: {exception.Message}");
        error.WriteLine(withStack ? exception.StackTrace : "   = help: run it again with --debug for the stack");
        error.WriteLine("   = help: please report it, with the command and, if you may, the overrides that raise it");
    }
}
