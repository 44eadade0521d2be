using Strata.Secrets;
using Strata.Validation.Rules;
using Strata.Values;

namespace Strata.Validation;

/// <summary>A place in a walk down a configuration, and what the way to it says of secrets.</summary>
/// <param name="Cursor">Whether what stands here is secret.</param>
/// <param name="IsNamed">Whether it is so by a name that stands for the secret itself.</param>
/// <param name="Key">The nearest key: that of the place, or of the list that it stands in.</param>
internal readonly record struct SecretPlace(Sensitivity.Cursor Cursor, bool IsNamed, string Key)
{
    /// <summary>The root of a configuration.</summary>
    public static SecretPlace RootOf(Sensitivity sensitivity) => new(sensitivity.Root, IsNamed: false, Key: "");

    public SecretPlace Enter(string key, ConfigNode child)
    {
        // Where nothing is secret, no name on the way is a secret's.
        var inner = Cursor.Enter(key, child);
        return new SecretPlace(inner, inner.IsSensitive && (IsNamed || SecretNames.Contains(key)) && !SecretKeys.IsAbout(key), key);
    }

    public SecretPlace Enter(int index, ConfigNode child) => this with { Cursor = Cursor.Enter(index, child) };

    /// <summary>Whether a scalar here is a secret, and not only something about one.</summary>
    public bool IsSecret(ScalarNode scalar) => (Cursor.IsMarked || (IsNamed && SecretKeys.MayHold(Key, scalar.Type))) && Cursor.IsSecret(scalar);
}
