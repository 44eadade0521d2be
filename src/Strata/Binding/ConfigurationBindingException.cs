using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Binding;

/// <summary>Values of a configuration do not fit the type that they were bound to. It carries every problem; none shows a secret.</summary>
public sealed class ConfigurationBindingException : Exception
{
    internal ConfigurationBindingException(Type type, ImmutableArray<Diagnostic> problems)
        : base(Describe(type, problems))
    {
        Type = type;
        Problems = problems;
    }

    /// <summary>The type that was asked for.</summary>
    public Type Type { get; }

    /// <summary>Every problem, ordered by file and place.</summary>
    public ImmutableArray<Diagnostic> Problems { get; }

    private static string Describe(Type type, ImmutableArray<Diagnostic> problems)
    {
        var count = problems.Length == 1 ? "a problem" : string.Create(CultureInfo.InvariantCulture, $"{problems.Length} problems");
        return string.Join('\n', [$"The configuration cannot be bound to {TypeText.Of(type)}, {count}:", .. problems.Select(static problem => $"  {Line(problem)}")]);
    }

    private static string Line(Diagnostic problem)
    {
        var path = problem.Path is { IsRoot: false } at ? $" ({SecretText.MaskUrlPasswords(at.ToString())})" : "";
        return problem.Hint is null ? $"{problem}{path}" : $"{problem}{path}: {problem.Hint}";
    }
}
