using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Strata.Selection;
using Strata.Sources;

namespace Strata.Extensions.Configuration;

/// <summary>What a server is asked for: the addresses, and the context that they say. Immutable.</summary>
internal sealed class ServerQuestion
{
    private const int LeastReason = 3;
    private const int MostReason = 500;

    private readonly string _space;
    private readonly string _query;
    private readonly bool _reveals;
    private readonly ResolutionContext _context;

    /// <param name="url">The server.</param>
    /// <param name="space">The space.</param>
    /// <param name="type">The type.</param>
    /// <param name="options">The context.</param>
    /// <exception cref="ArgumentException">The address is none of a server, or a name is empty.</exception>
    public ServerQuestion(Uri url, string space, string type, StrataServerOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(space);
        ArgumentException.ThrowIfNullOrEmpty(type);
        Server = BaseOf(url);
        Space = space;
        Type = type;
        _reveals = options.Reveal;
        Reason = options.Reveal ? ReasonOf(options.Reason) : null;
        _context = new ResolutionContext
        {
            Type = type,
            Environment = options.Environment ?? (ProcessVariables.Read().TryGetValue("ENVIRONMENT", out var named) && named.Length > 0 ? named : ResolutionContext.DefaultEnvironment),
            Tenant = options.Tenant,
            Host = options.Host,
            OperatingSystem = options.OperatingSystem,
            AppVersion = options.AppVersion,
            Contexts = [.. options.Contexts],
            Facts = options.Facts.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Now = default,
        };
        _space = $"{Server.AbsoluteUri}api/v1/spaces/{Uri.EscapeDataString(space)}";
        _query = QueryOf(_context, options.Variables);
        Address = $"{_space}/configurations/{Uri.EscapeDataString(type)}";
        Binding = $"{Address}\n{_query}\nreveal={(_reveals ? "true" : "false")}";
    }

    /// <summary>Why secrets are asked for; null where none are.</summary>
    public string? Reason { get; }

    /// <summary>The server, its path ending with a slash.</summary>
    public Uri Server { get; }

    public string Space { get; }

    public string Type { get; }

    /// <summary>The address of the configuration, without its query: what it is called where files are named.</summary>
    public string Address { get; }

    /// <summary>The whole question as a text: the same for the same question only.</summary>
    public string Binding { get; }

    /// <summary>The address of the events.</summary>
    public Uri Events => new($"{_space}/events");

    /// <summary>Where the configuration is read.</summary>
    /// <param name="known">What is known already, which the answer must not be older than; null for nothing.</param>
    public Uri Configuration(ServedPoint? known)
    {
        var address = new StringBuilder(Address).Append('?').Append(_query);
        if (_reveals)
        {
            Append(address, "reveal", "true");
        }

        if (known is { } point)
        {
            Append(address, "minRevision", point.Revision.ToString(CultureInfo.InvariantCulture));
            Append(address, "epoch", point.Epoch);
        }

        return new Uri(address.ToString());
    }

    /// <summary>Where the same configuration is read with its secrets masked.</summary>
    /// <param name="revision">The revision.</param>
    public Uri Masked(long revision)
    {
        var address = new StringBuilder(Address).Append('?').Append(_query);
        Append(address, "revision", revision.ToString(CultureInfo.InvariantCulture));
        return new Uri(address.ToString());
    }

    /// <summary>Where the head is waited for.</summary>
    /// <param name="after">The one that is known; null for none.</param>
    /// <param name="timeout">How long.</param>
    public Uri Head(ServedPoint? after, TimeSpan timeout)
    {
        var address = new StringBuilder(_space).Append("/head?timeout=").Append(Math.Max(1, (long)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        if (after is { } point)
        {
            Append(address.Append('&'), "after", point.ToString());
        }

        return new Uri(address.ToString());
    }

    /// <summary>The context at a time.</summary>
    public ResolutionContext ContextAt(DateTimeOffset now) => _context with { Now = now };

    private static string QueryOf(ResolutionContext context, IDictionary<string, string> variables)
    {
        var query = new StringBuilder();
        Append(query, "environment", context.Environment);
        Append(query, "tenant", context.Tenant);
        Append(query, "host", context.Host);
        Append(query, "os", context.OperatingSystem);
        Append(query, "appVersion", context.AppVersion);
        foreach (var tag in context.Contexts)
        {
            Append(query, "context", tag);
        }

        foreach (var (name, value) in context.Facts)
        {
            Append(query, $"fact.{name}", value);
        }

        foreach (var (name, value) in variables.OrderBy(static variable => variable.Key, StringComparer.Ordinal))
        {
            Append(query, $"variable.{name}", value);
        }

        return query.ToString();
    }

    private static void Append(StringBuilder address, string name, string? value)
    {
        if (value is not null)
        {
            address.Append(address is [.., '?' or '&'] || address.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        }
    }

    private static string ReasonOf(string? given)
    {
        var name = Assembly.GetEntryAssembly()?.GetName().Name ?? "without a name";
        var reason = given ?? $"service {(Ascii.IsValid(name) ? name : "of another script")} starts";
        return reason.Trim().Length >= LeastReason && reason.Length <= MostReason && reason.All(static character => character is >= ' ' and <= '~')
            ? reason
            : throw new ArgumentException($"Reason says nothing that can be sent: write {LeastReason} to {MostReason} printable characters of ASCII", nameof(given));
    }

    private static Uri BaseOf(Uri url)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw new ArgumentException($"\"{url.OriginalString}\" is no address of a server: write https://HOST, with a path where the server has one", nameof(url));
        }

        // It would be in every log that names the address.
        if (url.UserInfo.Length > 0)
        {
            throw new ArgumentException($"the address of the server at {url.Host} has a user in it: leave it out, and send what the server asks for by CreateHandler", nameof(url));
        }

        return url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }
}
