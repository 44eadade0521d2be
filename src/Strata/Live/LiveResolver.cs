namespace Strata.Live;

/// <summary>Resolves one context again and again.</summary>
/// <param name="resolve">Reads the files as they are, and resolves.</param>
internal sealed class LiveResolver(Func<ResolutionOutcome> resolve)
{
    public ResolutionOutcome Resolve() => resolve();
}
