using System.Net;

namespace Strata.Validation.Rules;

/// <summary>What the text of a host or an address says about where it is.</summary>
internal static class HostName
{
    private static readonly string[] PrivateEndings = [".local", ".localhost", ".internal", ".intranet", ".lan", ".test", ".svc", ".cluster.local", ".home.arpa"];

    /// <summary>This machine alone: a loopback address, <c>localhost</c>, or the path of a socket.</summary>
    public static bool IsLoopback(string host) =>
        host is "localhost" or "::1" or "[::1]" || host.StartsWith('/') || host.StartsWith("127.", StringComparison.Ordinal) || host.EndsWith(".localhost", StringComparison.Ordinal);

    /// <summary>Every address of this machine: <c>0.0.0.0</c>, <c>::</c>, <c>*</c>, or nothing.</summary>
    public static bool IsWildcard(string host) => host is "" or "0.0.0.0" or "::" or "[::]" or "*" or "+";

    /// <summary>A name without a dot, such as containers give each other; no address, and not this machine.</summary>
    public static bool IsSingleLabel(string host)
    {
        var hasLetter = false;
        foreach (var c in host)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }

            hasLetter |= char.IsAsciiLetter(c);
        }

        return hasLetter && !IsLoopback(host.ToLowerInvariant());
    }

    /// <summary>A name that the public knows: it has a dot, and neither its ending nor its address is a private one.</summary>
    public static bool IsPublic(string host) =>
        host.Contains('.', StringComparison.Ordinal)
        && !IsLoopback(host)
        && !IPAddress.TryParse(host, out _)
        && !Array.Exists(PrivateEndings, ending => host.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The host of a URL or of <c>host:port</c>; null where several are listed, or none. Never any part of a password.</summary>
    public static string? Of(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var authority = text.AsSpan(scheme < 0 ? 0 : scheme + 3);
        var end = authority.IndexOfAny('/', '?', '#');
        authority = end < 0 ? authority : authority[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        if (authority.Contains(','))
        {
            return null;
        }

        if (authority is ['[', ..])
        {
            return authority.IndexOf(']') is > 0 and var close ? authority[..(close + 1)].ToString() : null;
        }

        // What is no port behind the ":" is the beginning of a password with a "/" in it.
        var colon = authority.IndexOf(':');
        if (colon >= 0 && authority[(colon + 1)..].ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var host = colon < 0 ? authority : authority[..colon];
        return host.IsEmpty ? null : host.ToString();
    }
}
