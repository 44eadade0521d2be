using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Worker;

var builder = Host.CreateApplicationBuilder(args);
builder.AddStrata("overrides", "worker");
builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
builder.Services.AddOptions<QueueOptions>().BindConfiguration("queue").Validate(static options => options.PollInterval > TimeSpan.Zero, "queue.poll_interval must be more than nothing").ValidateOnStart();
builder.Services.AddHostedService<QueueReader>();

await builder.Build().RunAsync();
