namespace Strata.Consumers.Tests;

public class ApprovedFileTests
{
    [Fact]
    public void Matches_OtherText_FailsAndSaysHowToApprove()
    {
        var name = "no-such-file.txt";
        var received = Path.Combine(TestProject.Directory, "Approved", "no-such-file.received.txt");

        var failure = Assert.ThrowsAny<Exception>(() => ApprovedFile.Matches(name, "text\n"));

        Assert.Contains("mv tests/Strata.Consumers.Tests/Approved/no-such-file.received.txt tests/Strata.Consumers.Tests/Approved/no-such-file.txt", failure.Message, StringComparison.Ordinal);
        Assert.Equal("text\n", File.ReadAllText(received));
        File.Delete(received);
    }

    [Fact]
    public void Approved_EveryFile_IsReadByATest()
    {
        var tests = string.Concat(Directory.EnumerateFiles(TestProject.Directory, "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var commands = new[] { "strata", "resolve", "get", "explain", "list", "validate", "diff", "export", "doctor", "init", "run", "watch", "mock", "encrypt", "decrypt", "migrate", "check", "rotate", "keygen", "serve", "push", "publish", "rollback", "history", "drafts", "login", "logout", "whoami", "help" }.Select(static name => $"help-{name}.txt");

        var files = Directory.EnumerateFiles(Path.Combine(TestProject.Directory, "Approved"))
            .Select(static path => Path.GetFileName(path)!)
            .Where(static name => !name.Contains(".received.", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(files);
        Assert.All(files, name => Assert.True(commands.Contains(name) || tests.Contains($"\"{name}\"", StringComparison.Ordinal), name));
    }
}
