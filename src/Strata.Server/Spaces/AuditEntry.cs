namespace Strata.Server.Spaces;

/// <summary>Who did what. Immutable, and never a secret value in it.</summary>
/// <param name="Space">The space.</param>
/// <param name="Number">Its place among all that was done in the space, without gaps.</param>
/// <param name="Action">What was done: <c>publish</c>, <c>draft-create</c>.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="At">When.</param>
/// <param name="Revision">The revision that it made; null for none.</param>
/// <param name="Details">What else belongs to it, as a JSON object.</param>
internal sealed record AuditEntry(string Space, long Number, string Action, string Actor, DateTimeOffset At, long? Revision, string Details);
