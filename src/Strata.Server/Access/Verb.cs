using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Strata.Server.Access;

/// <summary>What may be done.</summary>
internal enum Verb
{
    /// <summary>Reads configurations, secrets masked, and what was done.</summary>
    View,

    /// <summary>Sees secrets in clear.</summary>
    ViewSecrets,

    /// <summary>Makes drafts, and changes them.</summary>
    Edit,

    /// <summary>Approves drafts of others.</summary>
    Approve,

    /// <summary>Publishes, rolls out, and does it at a time.</summary>
    Publish,

    /// <summary>Publishes an earlier content again.</summary>
    Rollback,

    /// <summary>Makes spaces, says where they are filled from, gives rights, and reads the audit log.</summary>
    Manage,
}

/// <summary>The verbs as they are written.</summary>
internal static class VerbName
{
    public static ImmutableArray<string> All { get; } = ["view", "view-secrets", "edit", "approve", "publish", "rollback", "manage"];

    public static string Of(Verb verb) => All[(int)verb];

    /// <summary>Whether it takes more than a password: it changes what services get, or shows what is secret.</summary>
    public static bool TakesSecondFactor(Verb verb) => verb is not (Verb.View or Verb.Edit);

    public static bool TryParse(string text, [NotNullWhen(true)] out Verb? verb)
    {
        var index = All.IndexOf(text);
        verb = index < 0 ? null : (Verb)index;
        return index >= 0;
    }
}
