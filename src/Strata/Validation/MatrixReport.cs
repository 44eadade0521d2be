using System.Collections.Immutable;
using Strata.Diagnostics;

namespace Strata.Validation;

/// <summary>What was found in all contexts of a project, each problem once. Immutable.</summary>
/// <param name="Findings">The problems, ordered by file and place.</param>
/// <param name="Contexts">All contexts that were looked at.</param>
internal sealed record MatrixReport(ImmutableArray<MatrixFinding> Findings, ImmutableArray<ContextName> Contexts);

/// <summary>A problem, and where it is met.</summary>
/// <param name="Diagnostic">The problem.</param>
/// <param name="Contexts">The contexts that it hits, in the order of the matrix; empty for one that is about files and not about contexts.</param>
internal sealed record MatrixFinding(Diagnostic Diagnostic, ImmutableArray<ContextName> Contexts);
