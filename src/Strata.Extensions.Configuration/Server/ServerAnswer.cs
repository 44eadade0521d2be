namespace Strata.Extensions.Configuration;

/// <summary>What a server answered to the question for a configuration.</summary>
internal abstract record ServerAnswer
{
    /// <summary>What was asked with is what it has, at this revision; <see cref="Content"/> has it.</summary>
    public sealed record Same(ServedContent Content) : ServerAnswer;

    /// <summary>It has something else.</summary>
    public sealed record Other(ServedContent Content) : ServerAnswer;

    /// <summary>The revision that was asked with belongs to a life of the store that is over, or was never served.</summary>
    public sealed record Gone(string Reason) : ServerAnswer;
}
