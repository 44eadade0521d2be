using System.Reflection;
using System.Security.Cryptography;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server;

/// <summary>The scripts that bring a store's tables up to date.</summary>
public sealed class MigrationTests
{
    /// <summary>Each script as it was when a store first ran it. A script that changed would never run there again: write a new one.</summary>
    private static readonly Dictionary<string, string> Released = new(StringComparer.Ordinal)
    {
        ["0001_initial.sql"] = "157ae7809a2962c451148afc9ccd596318d769b4e8352ab8a267663362154226",
        ["0002_sources.sql"] = "cf5e78da29cd7b86d91d2c983d9dff07454ca4d32b7a4861cedb0a1ebbaa39c7",
        ["0004_identity.sql"] = "2660a92e467a33e7df556d28e9de45a4824af4ca98da1d3fbe5b4bd48d997ef8",
    };

    [Fact]
    public void Script_ThatStoresHaveRun_NeverChanges()
    {
        var assembly = typeof(Database).Assembly;
        var scripts = assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".sql", StringComparison.Ordinal)).ToDictionary(
            static name => name[(name.IndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..],
            name => HashOf(assembly, name),
            StringComparer.Ordinal);
        Assert.Equal(Released.OrderBy(static script => script.Key), scripts.OrderBy(static script => script.Key));
    }

    private static string HashOf(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
