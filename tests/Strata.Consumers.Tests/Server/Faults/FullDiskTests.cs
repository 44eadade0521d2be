using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>The disk of the embedded store is full for a while.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests
{
    [Fact]
    public async Task Publish_OnAFullDisk_IsRefusedWhole_AndDoneWhenThereIsRoom()
    {
        using var server = ServerProcess.Of([]);
        Directory.CreateDirectory(server.Data);
        var mounted = InstalledProgram.Run("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", server.Data]);
        Assert.SkipUnless(mounted.ExitCode == 0, "Only root can make a small disk.");
        try
        {
            server.StartAgain();
            await server.PublishAsync("shop", ("app.yml", "name: one\n"));
            Assert.Equal("one", await Replicas.ReadAsync(server, "shop"));
            var ballast = Path.Combine(server.Data, "ballast");
            Fill(ballast);
            for (var i = 0; i < 3; i++)
            {
                var refused = await Replicas.PublishAsync(server, "shop", "two", "k2");
                Assert.True(refused.Status == 503, refused.Text);
                Assert.Equal("STR9014", refused.Json!["code"]!.GetValue<string>());
                Assert.Contains("Retry-After", refused.Headers);
                Assert.Equal("one", await Replicas.ReadAsync(server, "shop"));
                Assert.Equal("one", await Replicas.ReadAsync(server, "shop", $"fact.new={i}"));
            }

            File.Delete(ballast);
            (await Replicas.PublishAsync(server, "shop", "two", "k2")).Success();
            Assert.Equal("two", await Replicas.ReadAsync(server, "shop"));
            Assert.Equal(2, await Replicas.HeadAsync(server, "shop"));
            server.Stop();
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Data, "strata.db")};Pooling=False");
            await WholeStore.AssertAsync(connection);
            Assert.Equal(1, await WholeStore.MadeByAsync(connection, "shop", "k2"));
        }
        finally
        {
            server.Stop();
            InstalledProgram.Run("umount", [server.Data]).Success();
        }
    }

    // To the last byte.
    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                stream.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
