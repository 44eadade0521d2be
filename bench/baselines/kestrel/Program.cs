// A bare endpoint of Kestrel that answers with the bytes of a file, or that they have not changed: kestrel FILE ETAG CONTENT-TYPE.
var body = await File.ReadAllBytesAsync(args[0]).ConfigureAwait(false);
var (tag, contentType) = (args[1], args[2]);
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(static kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(System.Net.IPAddress.Loopback, 0);
});
var app = builder.Build();
app.MapGet("/", async context =>
{
    context.Response.Headers.ETag = tag;
    if (context.Request.Headers.IfNoneMatch == tag)
    {
        context.Response.StatusCode = 304;
        return;
    }

    context.Response.ContentType = contentType;
    context.Response.ContentLength = body.Length;
    await context.Response.BodyWriter.WriteAsync(body).ConfigureAwait(false);
});
await app.StartAsync().ConfigureAwait(false);
Console.WriteLine($"listening on {app.Urls.First()}");
await app.WaitForShutdownAsync().ConfigureAwait(false);
