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
        ["0003_requests.sql"] = "2815ce40a999cc0a6e0b9789da46b1f9bdc7261309e99b66fa4f5e8560c62275",
        ["0004_access.sql"] = "d40d76fcdd625a2d643302ae4632c8ca0857cbd992af3b8dfb9e8ba638e5484f",
        ["0004_guards.postgresql.sql"] = "2fc71b4b8fe59103f7f8bed9946dcf1671a275b720959e8ee92668b02fa5b7ca",
        ["0004_guards.sqlite.sql"] = "876e42aad6218cdd78f43ea3ef6662af5263c753dffb6aa9fe6001a939a4c563",
        ["0005_identity.sql"] = "2660a92e467a33e7df556d28e9de45a4824af4ca98da1d3fbe5b4bd48d997ef8",
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
