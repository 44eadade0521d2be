using Strata.Values;

namespace Strata.Explanations;

/// <summary>Paths as they may be shown: a key may be a URL with a password.</summary>
internal static class ShownPath
{
    public static string Of(ConfigPath path, bool reveal) => Of(path.ToString(), reveal);

    public static string Of(string path, bool reveal) => reveal ? path : SecretText.MaskUrlPasswords(path);
}
