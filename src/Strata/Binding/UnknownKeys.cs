namespace Strata.Binding;

/// <summary>What becomes of keys that a bound type has no member for.</summary>
public enum UnknownKeys
{
    /// <summary>They are left alone.</summary>
    Ignore,

    /// <summary>Each is a problem, with the key that was probably meant.</summary>
    Reject,
}
