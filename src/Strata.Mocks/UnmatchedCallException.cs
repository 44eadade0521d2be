using System.Collections.Immutable;

namespace Strata.Mocks;

/// <summary>Calls were made that no route answers, where the configuration says that this fails (<c>mocks.unmatched: fail</c>).</summary>
public sealed class UnmatchedCallException : Exception
{
    internal UnmatchedCallException(ImmutableArray<MockCall> calls, IEnumerable<MockRoute> routes)
        : base($"No route answers {string.Join(", ", calls.Select(static call => $"{call.Method} {call.Path}").Distinct())}; there are {string.Join(", ", routes.Select(static route => $"{route.Method} {route.Path}"))}.") => Calls = calls;

    /// <summary>Those calls, in the order of arrival.</summary>
    public ImmutableArray<MockCall> Calls { get; }
}
