namespace Strata.Server.Observing;

/// <summary>A count that is raised with each request, and read when somebody asks for it. Safe for use from several threads.</summary>
internal sealed class Tally
{
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}
