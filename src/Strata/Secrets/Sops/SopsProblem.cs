using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>One thing that is wrong with a SOPS file, and where. No text of it holds what was encrypted.</summary>
/// <param name="Failure">What went wrong.</param>
/// <param name="Message">What is wrong, for a person.</param>
/// <param name="At">The node that is meant: its file and position.</param>
/// <param name="Path">The path of the value that is meant, or of a part of the <c>sops</c> block.</param>
/// <param name="Hint">What to do; null where nothing is to be said.</param>
internal sealed record SopsProblem(SopsFailure Failure, string Message, ConfigNode At, ConfigPath Path, string? Hint = null);
