namespace Strata.Diagnostics;

/// <summary>How grave a problem is.</summary>
public enum DiagnosticSeverity : byte
{
    /// <summary>The configuration cannot be used.</summary>
    Error,

    /// <summary>It can be used, but hardly as meant; with strict validation it cannot.</summary>
    Warning,

    /// <summary>It could be better.</summary>
    Suggestion,
}
