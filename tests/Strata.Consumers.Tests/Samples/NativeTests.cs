using System.Diagnostics;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Samples;

/// <summary>The proof that what the generator writes is clean of reflection: the sample is compiled natively, without a warning, and runs.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class NativeTests : IDisposable
{
    // It takes half a minute, on a machine that does much else longer, and a second time five seconds. What it refers to is built with this project.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-native-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Native_Published_GivesNoWarningAndBinds()
    {
        Assert.SkipUnless(HasLinker(), "No gcc and no clang: nothing can be linked.");
        var sample = Path.Combine(Repository.Root, "samples", "Native");

        var (publishCode, said) = await Run("dotnet", sample, "publish", "-c", "Release", "-o", _directory.FullName, "--nologo", "-v", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:BuildProjectReferences=false");
        Assert.True(publishCode == 0, said);
        Assert.DoesNotContain("warning", said, StringComparison.OrdinalIgnoreCase);

        var (code, output) = await Run(Path.Combine(_directory.FullName, "Strata.Samples.Native"), sample);
        Assert.Equal(0, code);
        Assert.False(File.Exists(Path.Combine(_directory.FullName, "Strata.dll")), "it is not native");
        Assert.StartsWith(
            "{\"Name\":\"Corner\",\"Address\":\"https://corner.example\",\"Timeout\":\"00:00:30\",\"Key\":\"********\",\"Shelves\":[{\"Title\":\"Fruit\",\"Places\":4},{\"Title\":\"Bread\",\"Places\":10}],\"Opening\":3,"
            + "\"Hours\":{\"Monday\":[\"09:00:00\",\"18:30:00\"],\"Saturday\":[\"10:00:00\"]},\"Prices\":{\"Least\":0.5,\"Most\":99.95},\"Notices\":[\"welcome\",\"closed in August\"],\"Staff\":3}\n"
            + "PostgreSqlConfig { Host = db, ",
            output,
            StringComparison.Ordinal);
        Assert.Contains("The configuration cannot be bound to ShopOptions, 4 problems:\n  overrides/shop.yml:16:3: error STR5011: the key \"hours\" is missing", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    private static bool HasLinker() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static path => File.Exists(Path.Combine(path, "gcc")) || File.Exists(Path.Combine(path, "clang")));

    private static async Task<(int Code, string Output)> Run(string program, string directory, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
