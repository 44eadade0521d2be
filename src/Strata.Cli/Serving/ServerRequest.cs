using System.Text.Json;

namespace Strata.Cli.Serving;

/// <summary>What a server is asked. Immutable.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The address.</param>
internal sealed record ServerRequest(HttpMethod Method, Uri Address)
{
    /// <summary>The body, which is JSON; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What must still be so; null for nothing.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Who asks; null where that is not said.</summary>
    public string? Actor { get; init; }

    /// <summary>What tells repeats of it from others; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Asks for something.</summary>
    public static ServerRequest Get(Uri address) => new(HttpMethod.Get, address);

    /// <summary>Has something done, once however often it is sent.</summary>
    public static ServerRequest Write(HttpMethod method, Uri address, byte[] body) => new(method, address) { Body = body, IdempotencyKey = Guid.NewGuid().ToString() };

    /// <summary>A body.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>As it is sent.</summary>
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Address);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        Add("If-Match", IfMatch);
        Add("Strata-Actor", Actor);
        Add("Idempotency-Key", IdempotencyKey);
        return message;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
