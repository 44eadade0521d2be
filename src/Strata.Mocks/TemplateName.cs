using System.Buffers;
using System.Collections.Immutable;

namespace Strata.Mocks;

/// <summary>A name in a template: <c>body.items.0.id</c>.</summary>
/// <param name="Root">Its first part.</param>
/// <param name="Parts">The others.</param>
internal sealed record TemplateName(string Root, string[] Parts)
{
    public const string PathRoot = "path";
    public const string QueryRoot = "query";
    public const string HeaderRoot = "header";
    public const string BodyRoot = "body";
    public const string NowRoot = "now";
    public const string UuidRoot = "uuid";
    public const string UrlRoot = "url";
    public const string MethodRoot = "method";

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" \t\r\n'\"()[]{}");

    /// <summary>Reads a name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="parameters">Those of the route's path.</param>
    /// <exception cref="FormatException">There is no such name.</exception>
    public static TemplateName Read(string text, ImmutableArray<string> parameters)
    {
        var parts = text.Split('.');
        var name = new TemplateName(parts[0], parts[1..]);
        if (Array.Exists(parts, static part => part.Length == 0 || part.AsSpan().ContainsAny(NotInNames)))
        {
            throw new FormatException($"\"{text}\" is no name");
        }

        return (name.Root, name.Parts.Length) switch
        {
            (PathRoot, 1) => parameters.Contains(name.Parts[0]) ? name : throw new FormatException($"the route's path has no {{{name.Parts[0]}}}"),
            (QueryRoot or HeaderRoot, 1) or (BodyRoot, _) or (NowRoot or UuidRoot or UrlRoot or MethodRoot, 0) => name,
            _ => throw new FormatException($"\"{text}\" is not known; known are path.NAME, query.NAME, header.NAME, body, body.KEY, method, url, now and uuid"),
        };
    }
}
