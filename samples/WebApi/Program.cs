using Microsoft.Extensions.Options;
using WebApi;

if (args is ["--probe", var address])
{
    return await HealthProbe.RunAsync(address);
}

var builder = WebApplication.CreateBuilder(args);

// The overrides, and with them IConfigurationExplainer. What is added later wins: variables and arguments do.
builder.AddStrata("overrides", "api");
builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);

builder.Services.AddOptions<GreetingOptions>().BindConfiguration("greeting").ValidateOnStart();
builder.Services.AddSingleton<IValidateOptions<GreetingOptions>, GreetingOptions.Validation>();
builder.Services.AddOptions<DatabaseOptions>().BindConfiguration("database").ValidateOnStart();
builder.Services.AddHealthChecks().AddStrata();

// Listens on loopback, unless urls says otherwise: --urls, ASPNETCORE_URLS, or the overrides.
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://localhost:8000");
}

var app = builder.Build();

// IOptionsMonitor has what the files say now. IOptions would have what they said at start.
app.MapGet("/", (IOptionsMonitor<GreetingOptions> options) => options.CurrentValue is var greeting
    ? string.Join(' ', Enumerable.Repeat(greeting.Text, greeting.Repeat)) + "\n"
    : "");
app.MapGet("/database", (IOptionsMonitor<DatabaseOptions> options) => new
{
    options.CurrentValue.Host,
    options.CurrentValue.Port,
    options.CurrentValue.MaxConnections,
    options.CurrentValue.CommandTimeout,
    HasPassword = options.CurrentValue.Password.Length > 0,
});

app.MapHealthChecks("/health", HealthAnswer.Options);

// Whether to restart it: while it answers at all, a restart would mend nothing.
app.MapHealthChecks("/health/live", new() { Predicate = static _ => false });

// Open to anybody in development alone. Elsewhere: builder.Services.AddAuthentication()..., and no options here.
if (app.Environment.IsDevelopment())
{
    app.MapStrataConfiguration("/configuration", options => options.AllowAnonymous = true);
}

app.Run();
return 0;
