namespace Strata.Server.Observing;

/// <summary>Why something was resolved, as labels say it.</summary>
internal static class ResolveCause
{
    /// <summary>A configuration was asked for that no cache held.</summary>
    public const string Read = "read";

    /// <summary>It was asked where values come from, or how configurations differ.</summary>
    public const string Explain = "explain";

    /// <summary>A content was checked in all its contexts: before it was published, or because somebody asked.</summary>
    public const string Validate = "validate";

    /// <summary>Two contents were compared in all their contexts.</summary>
    public const string Compare = "compare";
}
