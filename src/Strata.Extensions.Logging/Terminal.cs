namespace Strata.Extensions.Logging;

/// <summary>Whether people look at what the process writes.</summary>
internal static class Terminal
{
#pragma warning disable RS0030 // How lines look depends on who reads them; nothing is read from it or written to it here.
    public static bool IsOne(OutputStream stream) => stream == OutputStream.Stderr ? !Console.IsErrorRedirected : !Console.IsOutputRedirected;
#pragma warning restore RS0030
}
