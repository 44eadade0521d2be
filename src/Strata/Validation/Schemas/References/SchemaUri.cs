namespace Strata.Validation.Schemas.References;

/// <summary>
/// Resolves references as RFC 3986 (5.2) says, and, which the framework's type cannot, against the relative path of a file as well:
/// <c>../a/b.json</c> and <c>c.json</c> give <c>../a/c.json</c>.
/// </summary>
internal static class SchemaUri
{
    /// <summary>A reference made absolute, its fragment kept.</summary>
    public static string Resolve(string baseUri, string reference)
    {
        if (reference.Length == 0 || reference[0] == '#')
        {
            return Document(baseUri) + reference;
        }

        if (SchemeLength(reference) > 0)
        {
            return reference;
        }

        var document = Document(baseUri);
        var prefix = PrefixLength(document);
        if (reference.StartsWith("//", StringComparison.Ordinal))
        {
            return string.Concat(document.AsSpan(0, SchemeLength(document)), reference);
        }

        var end = document.IndexOf('?', StringComparison.Ordinal);
        var path = document.AsSpan(prefix, (end < 0 ? document.Length : end) - prefix);
        if (reference[0] == '?')
        {
            return string.Concat(document.AsSpan(0, prefix), path, reference);
        }

        var tail = reference.AsSpan().IndexOfAny('?', '#');
        var own = tail < 0 ? reference : reference[..tail];
        var merged = own[0] == '/' ? own
            : path.IsEmpty && document.AsSpan(0, prefix).Contains("//", StringComparison.Ordinal) ? "/" + own
            : string.Concat(path[..(path.LastIndexOf('/') + 1)], own);
        return string.Concat(document.AsSpan(0, prefix), WithoutDots(merged), tail < 0 ? "" : reference.AsSpan(tail));
    }

    /// <summary>A URI without its fragment.</summary>
    public static string Document(string uri)
    {
        var at = uri.IndexOf('#', StringComparison.Ordinal);
        return at < 0 ? uri : uri[..at];
    }

    /// <summary>What stands behind the <c>#</c>, its escapes resolved; empty where nothing does.</summary>
    public static string Fragment(string uri)
    {
        var at = uri.IndexOf('#', StringComparison.Ordinal);
        return at < 0 ? "" : Uri.UnescapeDataString(uri[(at + 1)..]);
    }

    /// <summary>Whether a URI begins with a scheme, so that it says where it leads by itself.</summary>
    public static bool HasScheme(string uri) => SchemeLength(uri) > 0;

    /// <summary>The URI that stands for the path of a file.</summary>
    public static string OfPath(string path)
    {
        var slashed = path.Replace('\\', '/');
        if (slashed is [_, ':', '/', ..])
        {
            slashed = "/" + slashed;
        }

        return slashed.AsSpan().IndexOfAny("%#?: ") < 0
            ? slashed
            : slashed.Replace("%", "%25", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal)
                .Replace("?", "%3F", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal);
    }

    /// <summary>The path of the file that a URI stands for; null for any other URI.</summary>
    public static string? PathOf(string uri)
    {
        if (uri.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            uri = uri[uri.IndexOf('/', "file://".Length)..];
        }
        else if (HasScheme(uri) || uri.StartsWith("//", StringComparison.Ordinal))
        {
            return null;
        }

        var path = Uri.UnescapeDataString(uri);
        return path is ['/', _, ':', '/', ..] ? path[1..] : path;
    }

    // With its colon; 0 where there is none.
    private static int SchemeLength(string uri)
    {
        for (var i = 0; i < uri.Length; i++)
        {
            var letter = uri[i];
            if (letter == ':')
            {
                return i == 0 ? 0 : i + 1;
            }

            if (!char.IsAsciiLetter(letter) && (i == 0 || !(char.IsAsciiDigit(letter) || letter is '+' or '-' or '.')))
            {
                return 0;
            }
        }

        return 0;
    }

    // Scheme and authority.
    private static int PrefixLength(string uri)
    {
        var scheme = SchemeLength(uri);
        if (!uri.AsSpan(scheme).StartsWith("//"))
        {
            return scheme;
        }

        var end = uri.AsSpan(scheme + 2).IndexOfAny('/', '?');
        return end < 0 ? uri.Length : scheme + 2 + end;
    }

    private static string WithoutDots(string path)
    {
        if (!path.Contains("./", StringComparison.Ordinal) && !path.EndsWith('.'))
        {
            return path;
        }

        var isRooted = path[0] == '/';
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var i = isRooted ? 1 : 0; i < segments.Length; i++)
        {
            var last = i == segments.Length - 1;
            switch (segments[i])
            {
                case "..":
                    if (kept.Count > 0 && kept[^1] != "..")
                    {
                        kept.RemoveAt(kept.Count - 1);
                    }
                    else if (!isRooted)
                    {
                        kept.Add("..");
                    }

                    break;
                case ".":
                    break;
                default:
                    kept.Add(segments[i]);
                    continue;
            }

            if (last)
            {
                kept.Add("");
            }
        }

        return (isRooted ? "/" : "") + string.Join('/', kept);
    }
}
