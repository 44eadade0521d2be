using System.Collections.Immutable;

namespace Strata.Mocks;

/// <summary>One request that a mock saw, and what it got. Immutable.</summary>
public sealed record MockCall
{
    /// <summary>Which call it was, from 1 since the start or the last <see cref="MockServices.Reset"/>, in the order of arrival.</summary>
    public required long Number { get; init; }

    /// <summary>The service whose route answered; null where no route did.</summary>
    public string? Service { get; init; }

    /// <summary>The path of that route as it is configured: <c>/tracks/{id}</c>; null where no route answered.</summary>
    public string? Route { get; init; }

    /// <summary>The method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The query behind <c>?</c>, as it was sent; empty where there was none.</summary>
    public required string Query { get; init; }

    /// <summary>The headers by their names, without regard to case; values of a repeated one are joined with <c>, </c>.</summary>
    public required ImmutableDictionary<string, string> Headers { get; init; }

    /// <summary>The body as text; empty where there was none, or where it was no text.</summary>
    public required string Body { get; init; }

    /// <summary>The status that was answered; null where the connection was ended without an answer.</summary>
    public int? Status { get; init; }

    /// <summary>The fault that struck: <c>timeout</c>, <c>status</c> or <c>reset</c>; null where none did.</summary>
    public string? Fault { get; init; }

    /// <summary>How long the answer was held back, for latency or a fault.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>Whether a route answered.</summary>
    public bool IsMatched => Route is not null;

    /// <summary>What was called and what came of it, in one line: <c>GET /tracks/7 -> 200 (catalogue, 83 ms)</c>. It shows neither query, headers nor body.</summary>
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Method} {Path} -> {(object?)Status ?? "no answer"} ({Service ?? "no route"}, {Delay.TotalMilliseconds:0} ms{(Fault is null ? "" : $", fault {Fault}")})");
}
