using System.ComponentModel;

namespace Strata.Binding;

/// <summary>A member of a bound type. For generated code. Immutable.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Key">Its own key; null for one made of its name.</param>
/// <param name="IsDuration">Whether its key may end in a unit of time.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record BoundMember(string Name, string? Key = null, bool IsDuration = false);
