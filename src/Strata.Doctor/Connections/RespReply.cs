namespace Strata.Doctor.Connections;

/// <summary>What a Redis server answers. Immutable.</summary>
/// <param name="Text">A text, a number or an error; null for a list and for nothing.</param>
/// <param name="Items">A list.</param>
/// <param name="IsError">Whether it is an error.</param>
internal sealed record RespReply(string? Text, IReadOnlyList<RespReply> Items, bool IsError)
{
    /// <summary>Nothing.</summary>
    public static RespReply Nothing { get; } = new(null, [], false);

    /// <summary>Whether it is an error that begins with a word.</summary>
    public bool IsErrorOf(string word) => IsError && Text!.StartsWith(word, StringComparison.Ordinal);
}
