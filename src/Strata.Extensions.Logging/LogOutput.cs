using System.Collections.Immutable;
using Strata.Secrets;

namespace Strata.Extensions.Logging;

/// <summary>Where log events go. Immutable, and equal to another that says the same: then it goes on when the section changes.</summary>
internal abstract record LogOutput
{
    /// <summary>The file or directory that it has for itself; null for none.</summary>
    public virtual string? Place => null;
}

/// <summary>A stream of the process.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Formats">How lines look, by what reads them.</param>
internal sealed record ConsoleOutput(OutputStream Stream, LogFormats Formats) : LogOutput;

/// <summary>A file, and those that it was before it was rotated.</summary>
/// <param name="Path">Its whole path.</param>
/// <param name="Format">How lines look.</param>
/// <param name="Rotation">When another is begun.</param>
internal sealed record FileOutput(string Path, LogFormat Format, Rotation Rotation) : LogOutput
{
    /// <summary>How large a file becomes where nothing is said: 100 MiB.</summary>
    public const long DefaultBytes = 100L * 1024 * 1024;

    public override string Place => Path;

    /// <summary>How long files are kept; null for as long as their number allows.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>How many files are kept; null for the default.</summary>
    public int? MostFiles { get; init; }

    /// <summary>How large a file becomes.</summary>
    public long MostBytes { get; init; } = DefaultBytes;
}

/// <summary>Elasticsearch, or what speaks its bulk API.</summary>
/// <param name="Url">The server.</param>
/// <param name="Index">What the names of its indexes begin with; the day follows.</param>
/// <param name="Directory">Where events are kept until it has them.</param>
internal sealed record ElasticsearchOutput(Uri Url, string Index, string Directory) : LogOutput
{
    /// <summary>How much is kept where nothing is said: 256 MiB.</summary>
    public const long DefaultBytes = 256L * 1024 * 1024;

    public override string Place => Directory;

    public string? User { get; init; }

    public Secret? Password { get; init; }

    public Secret? ApiKey { get; init; }

    /// <summary>How much is kept.</summary>
    public long MostBytes { get; init; } = DefaultBytes;
}

/// <summary>A collector that takes OTLP.</summary>
/// <param name="Url">Its address.</param>
/// <param name="UsesHttp">Whether it is spoken to in HTTP and Protobuf; else in gRPC.</param>
/// <param name="ServiceName">Who sends.</param>
/// <param name="Headers">What is sent with each request.</param>
internal sealed record OtlpOutput(Uri Url, bool UsesHttp, string ServiceName, ImmutableSortedDictionary<string, Secret> Headers) : LogOutput
{
    // Collections are the same only when they are one, and each reading makes another.
    public bool Equals(OtlpOutput? other) => other is not null && Url == other.Url && UsesHttp == other.UsesHttp && ServiceName == other.ServiceName && Headers.SequenceEqual(other.Headers);

    public override int GetHashCode() => HashCode.Combine(Url, UsesHttp, ServiceName, Headers.Count);
}
