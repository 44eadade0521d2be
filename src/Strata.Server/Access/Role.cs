using System.Collections.Immutable;
using Strata.Server.Spaces;

namespace Strata.Server.Access;

/// <summary>Verbs that belong together, under a name. Immutable.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Verbs">What it allows.</param>
internal sealed record Role(string Name, string Description, ImmutableArray<Verb> Verbs)
{
    /// <summary>The role that allows everything.</summary>
    public const string Administrator = "administrator";

    private const int MostLength = 63;

    /// <summary>The roles that are always there, and nobody changes.</summary>
    public static ImmutableArray<Role> BuiltIn { get; } =
    [
        new("viewer", "reads configurations, secrets masked", [Verb.View]),
        new("editor", "prepares changes", [Verb.View, Verb.Edit]),
        new("approver", "approves changes of others", [Verb.View, Verb.Approve]),
        new("publisher", "publishes changes, and takes them back", [Verb.View, Verb.Edit, Verb.Publish, Verb.Rollback]),
        new(Administrator, "may do everything", [.. Enum.GetValues<Verb>()]),
    ];

    public bool IsBuiltIn => BuiltIn.Any(role => role.Name == Name);

    /// <summary>The verbs as they are kept and shown.</summary>
    public string WriteVerbs() => string.Join(' ', Verbs.Select(VerbName.Of));

    /// <summary>Reads what <see cref="WriteVerbs"/> wrote. What a later version wrote and this one does not know allows nothing here.</summary>
    public static ImmutableArray<Verb> ReadVerbs(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => VerbName.TryParse(word, out var verb) ? verb : null).OfType<Verb>()];

    /// <summary>Makes one of what a request says.</summary>
    /// <exception cref="RefusalException">It is none, or is one of those that nobody changes.</exception>
    public static Role Checked(string name, string description, IEnumerable<string> verbs)
    {
        if (name.Length is 0 or > MostLength || !name.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
        {
            throw Refusal.BadRequest("the name of a role has lower-case letters, digits and hyphens, 63 at most", "name it after what its bearers do: releaser");
        }

        var read = verbs.Select(static word => VerbName.TryParse(word, out var verb) ? verb.Value : throw Refusal.BadRequest($"the verb \"{word}\" is unknown", $"known are {string.Join(", ", VerbName.All)}")).Distinct().Order();
        var role = new Role(name, description, [.. read]);
        return role.Verbs.IsEmpty ? throw Refusal.BadRequest("a role without verbs allows nothing", $"known are {string.Join(", ", VerbName.All)}")
            : role.IsBuiltIn ? throw Refusal.AccessInUse($"the role \"{name}\" is always there, and nobody changes it", "take another name for a role of your own")
            : role;
    }
}
