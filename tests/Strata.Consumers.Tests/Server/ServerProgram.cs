namespace Strata.Consumers.Tests.Server;

/// <summary>The program <c>strata-server</c>, as the build made it.</summary>
internal static class ServerProgram
{
    /// <summary>Where it is.</summary>
    public static string Path => System.IO.Path.Combine(Repository.Root, "artifacts", "bin", "Strata.Server", new DirectoryInfo(AppContext.BaseDirectory).Name, "strata-server");
}
