namespace Strata.Secrets.Sops;

/// <summary>What the keys of a SOPS file must be like for the rule to hit.</summary>
internal enum SopsRuleKind
{
    /// <summary><c>unencrypted_suffix</c>: what stands beneath a key with the ending stays in clear.</summary>
    UnencryptedSuffix,

    /// <summary><c>encrypted_suffix</c>: only what stands beneath a key with the ending is encrypted.</summary>
    EncryptedSuffix,

    /// <summary><c>unencrypted_regex</c>: what stands beneath a key with a match stays in clear.</summary>
    UnencryptedRegex,

    /// <summary><c>encrypted_regex</c>: only what stands beneath a key with a match is encrypted.</summary>
    EncryptedRegex,

    /// <summary><c>unencrypted_comment_regex</c>: what has a comment with a match before it stays in clear.</summary>
    UnencryptedCommentRegex,

    /// <summary><c>encrypted_comment_regex</c>: only what has a comment with a match before it is encrypted.</summary>
    EncryptedCommentRegex,
}

/// <summary>The one rule that tells which values of a SOPS file are encrypted. Immutable.</summary>
internal sealed class SopsRule
{
    private static readonly string[] Names =
        ["unencrypted_suffix", "encrypted_suffix", "unencrypted_regex", "encrypted_regex", "unencrypted_comment_regex", "encrypted_comment_regex"];

    private readonly SopsPattern? _pattern;

    private SopsRule(SopsRuleKind kind, string text, SopsPattern? pattern)
    {
        Kind = kind;
        Text = text;
        _pattern = pattern;
    }

    /// <summary>The rule of files that have none: what stands beneath a key that ends in <c>_unencrypted</c> stays in clear.</summary>
    public static SopsRule Default { get; } = new(SopsRuleKind.UnencryptedSuffix, "_unencrypted", null);

    /// <summary>Every kind of rule.</summary>
    public static IEnumerable<SopsRuleKind> Kinds => Enum.GetValues<SopsRuleKind>();

    /// <summary>Its kind.</summary>
    public SopsRuleKind Kind { get; }

    /// <summary>The ending or the regular expression.</summary>
    public string Text { get; }

    /// <summary>The key in the <c>sops</c> block.</summary>
    public string Name => NameOf(Kind);

    /// <summary>Whether comments decide, of which a tree has none: then a value is taken for encrypted where it looks like it.</summary>
    public bool IsOfComments => Kind is SopsRuleKind.UnencryptedCommentRegex or SopsRuleKind.EncryptedCommentRegex;

    /// <summary>The key in the <c>sops</c> block for a kind of rule.</summary>
    public static string NameOf(SopsRuleKind kind) => Names[(int)kind];

    /// <summary>A rule; null where its text is empty, or a regular expression that is not supported.</summary>
    public static SopsRule? Of(SopsRuleKind kind, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var isSuffix = kind is SopsRuleKind.UnencryptedSuffix or SopsRuleKind.EncryptedSuffix;
        var pattern = isSuffix ? null : SopsPattern.Read(text);
        return isSuffix || pattern is not null ? new SopsRule(kind, text, pattern) : null;
    }

    /// <summary>Whether a key of the path to a value makes the rule hit: one suffices.</summary>
    public bool Hits(string key) => !IsOfComments && (_pattern?.Matches(key) ?? key.EndsWith(Text, StringComparison.Ordinal));

    /// <summary>Whether a value is encrypted; null where comments decide.</summary>
    /// <param name="hits">Whether the rule hit at a key of its path.</param>
    public bool? Encrypts(bool hits) =>
        IsOfComments ? null : hits == (Kind is SopsRuleKind.EncryptedSuffix or SopsRuleKind.EncryptedRegex);
}
