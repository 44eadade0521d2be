using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Strata.Server.Api;
using Strata.Server.Observing;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>What is answered when something below fails.</summary>
public sealed class ProblemAnswerTests
{
    [Theory]
    [InlineData(5, 503, "STR9014")]
    [InlineData(8, 503, "STR9014")]
    [InlineData(13, 503, "STR9014")]
    [InlineData(1, 500, "STR9021")]
    public async Task Accounts_OnADatabaseThatDoesNotAnswer_SayTheSameAsTheStore(int sqlite, int status, string code)
    {
        await using var store = new ServerStore(new SqliteDatabase("nowhere.db"), TimeProvider.System);
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<ServerMeter>().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        using var body = new MemoryStream();
        context.Response.Body = body;
        var answers = new ProblemAnswers(_ => throw new DbUpdateException("it was not saved", new SqliteException("it fails", sqlite)), store, NullLogger<ProblemAnswers>.Instance);

        await answers.InvokeAsync(context);

        Assert.Equal(status, context.Response.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", System.Text.Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }
}
