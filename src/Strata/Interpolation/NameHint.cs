namespace Strata.Interpolation;

/// <summary>What users of Compose try in <c>${config:...}</c> and <c>${file:...}</c> that these do not know.</summary>
internal static class NameHint
{
    /// <summary>What to do instead; null where the path or the file's name holds nothing of the kind.</summary>
    public static string? Of(string name)
    {
        if (name.Contains("${", StringComparison.Ordinal))
        {
            return "what stands behind \"config:\" and \"file:\" is taken as it is written: no variable is put into it";
        }

        return name.Contains(":-", StringComparison.Ordinal) || name.Contains(":?", StringComparison.Ordinal) || name.Contains(":+", StringComparison.Ordinal)
            ? "the operators :-, :? and :+ are for variables; set the default where it is referred to, in a lower override"
            : null;
    }
}
