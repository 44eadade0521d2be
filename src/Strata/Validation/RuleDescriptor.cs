using Strata.Diagnostics;

namespace Strata.Validation;

/// <summary>What a rule looks for. Immutable.</summary>
/// <param name="Code">Its code: 6001 to 6899 are Strata's own rules, 6900 to 6999 are free for users'.</param>
/// <param name="Title">What it finds, in a few words and as a heading: <c>secret in clear</c>.</param>
/// <param name="DefaultSeverity">How grave a finding is unless <c>strata.yml</c> says otherwise.</param>
public sealed record RuleDescriptor(DiagnosticCode Code, string Title, DiagnosticSeverity DefaultSeverity);
