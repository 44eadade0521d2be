using System.Diagnostics;
using Strata.Diagnostics;
using Strata.Sources;

namespace Strata.Tests.Sources;

public class RegularFileTests
{
    [Fact(Timeout = 20_000)]
    public async Task Read_NamedPipe_IsAnErrorAndNeverWaits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "this system has no named pipes in its file system");
        var path = Path.Combine(Directory.CreateTempSubdirectory("strata-").FullName, "pipe.yml");
        using (var mkfifo = Process.Start("mkfifo", [path]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var diagnostics = new DiagnosticBag();
        var source = await Task.Run(() => FileContent.Read(new OverrideFile("pipe", "pipe.yml", path), 1000, diagnostics), TestContext.Current.CancellationToken);

        Assert.Null(source);
        Assert.Equal(DiagnosticCode.UnreadableFile, Assert.Single(diagnostics.ToSorted()).Code);
    }
}
