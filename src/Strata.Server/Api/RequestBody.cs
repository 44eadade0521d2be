using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Api;

/// <summary>Reads what a request carries: its body, its conditions, who acts.</summary>
internal static partial class RequestBody
{
    /// <summary>How JSON is read and written. A member that nobody knows is an error: it was meant to do something.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Says who acts, where nobody is asked to prove it.</summary>
    public const string ActorHeader = "Strata-Actor";

    private const int MostKeyLength = 200;
    private const int MostActorLength = 200;

    /// <summary>Reads the body, and with an <c>Idempotency-Key</c> what tells repeats of the request.</summary>
    /// <exception cref="RefusalException">It is no such JSON.</exception>
    public static async Task<(T Body, Idempotency? Key)> ReadAsync<T>(HttpContext context)
        where T : notnull
    {
        using var buffer = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw Refusal.BadRequest($"the body cannot be read: {exception.Message}", "send it whole, with its length or in chunks");
        }

        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        try
        {
            var body = JsonSerializer.Deserialize<T>(bytes.Span, Json) ?? throw Refusal.BadRequest("the body is null", "send a JSON object");
            return (body, KeyOf(context, bytes.Span));
        }
        catch (JsonException exception)
        {
            throw Refusal.BadRequest($"the body is no such JSON: {Told(exception)}", "compare it with /openapi/v1.json");
        }
    }

    /// <summary>What tells repeats of a request without a body.</summary>
    public static Idempotency? KeyOf(HttpContext context, ReadOnlySpan<byte> body = default)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0)
        {
            return null;
        }

        if (key.Length > MostKeyLength)
        {
            throw Refusal.BadRequest($"the Idempotency-Key is longer than {MostKeyLength} characters", "send a UUID");
        }

        var subject = Actor.Of(context).Subject;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {subject} {context.Request.Headers.IfMatch}\n"));
        hash.AppendData(body);

        // What nobody's name can have stands between, so that no two actors have the same.
        return new Idempotency($"{subject}\n{key}", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Who acts: whoever calls, or where nobody is asked who that is, as the header <c>Strata-Actor</c> says.</summary>
    /// <exception cref="RefusalException">The header names nobody, or somebody else than the caller.</exception>
    public static string ActorOf(HttpContext context)
    {
        var actor = context.Request.Headers[ActorHeader].ToString().Trim();
        return actor.Length == 0 ? "local"
            : actor.Length > MostActorLength || actor.Any(char.IsControl) ? throw Refusal.BadRequest("the header Strata-Actor names nobody", "send a name or an address of at most 200 characters")
            : actor;
    }

    /// <summary>The version of a draft that a request is about.</summary>
    /// <exception cref="RefusalException">It does not say.</exception>
    public static long VersionOf(HttpContext context)
    {
        var match = context.Request.Headers.IfMatch.ToString();
        return match.Length == 0 ? throw Refusal.NoPrecondition("which version of the draft is meant")
            : long.TryParse(match.Trim('"'), out var version) ? version
            : throw Refusal.BadRequest($"If-Match {match} is no version of a draft", "send the ETag of the draft: \"3\"");
    }

    /// <summary>The head that a request goes by; null where it does not say.</summary>
    public static SeenHead? HeadOf(HttpContext context)
    {
        var match = context.Request.Headers.IfMatch.ToString();
        return match.Length == 0 ? null : SeenHead.TryParse(match.Trim('"')) ?? throw Refusal.BadRequest($"If-Match {match} is no revision", "send the ETag of the space: \"EPOCH:12\"");
    }

    // What the reader of JSON says, without the names of this program's types, which mean nothing to whoever sent it.
    private static string Told(JsonException exception) => TypeName().Replace(MemberOfType().Replace(exception.Message, "member of it"), "what belongs there");

    [GeneratedRegex(@"\.NET member contained in type '[^']*'")]
    private static partial Regex MemberOfType();

    [GeneratedRegex(@"(for )?type '[^']*'|\b(Strata|System)\.[^ ]*[^ .]")]
    private static partial Regex TypeName();
}
