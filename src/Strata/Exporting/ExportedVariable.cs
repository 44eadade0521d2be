using Strata.Values;

namespace Strata.Exporting;

/// <summary>A value of a configuration as an environment variable.</summary>
/// <param name="Name">The variable: <c>DATABASE__POSTGRESQL__PORT</c>.</param>
/// <param name="Text">The value as it may be written; masked where it is secret, not to be revealed, and not empty.</param>
/// <param name="IsSecret">Whether the value, or a part of it, is secret.</param>
/// <param name="Path">The value's path.</param>
public sealed record ExportedVariable(string Name, string Text, bool IsSecret, ConfigPath Path);
