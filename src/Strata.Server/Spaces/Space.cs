using System.Buffers;

namespace Strata.Server.Spaces;

/// <summary>A team's or application's own overrides, with a history of its own. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="RequiredApprovals">How many others must approve a draft before it can be published; 0 for nobody.</param>
/// <param name="Epoch">Which life of the store its revisions belong to. A restored backup has another.</param>
/// <param name="Head">Its newest revision; 0 where nothing was published.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record Space(string Name, string Description, long RequiredApprovals, string Epoch, long Head, DateTimeOffset CreatedAt);

/// <summary>The names that spaces may have: lower-case letters, digits and hyphens, so that they stand in addresses as they are.</summary>
internal static class SpaceName
{
    /// <summary>The space that the bundled overrides are imported into.</summary>
    public const string Default = "default";

    private const int MostLength = 63;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsOne(string name) => name.Length is > 0 and <= MostLength && !name.AsSpan().ContainsAnyExcept(Allowed) && name[0] != '-' && name[^1] != '-';

    /// <exception cref="RefusalException">It is none.</exception>
    public static string Check(string name) => IsOne(name)
        ? name
        : throw Refusal.BadRequest("the name of a space has lower-case letters, digits and hyphens, 63 at most, and no hyphen at its ends", "name it after a team or an application: checkout");
}
