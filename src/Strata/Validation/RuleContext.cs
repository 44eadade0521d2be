using Strata.Diagnostics;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation;

/// <summary>A configuration that a rule looks at, and where its findings go. Used by one rule on one thread.</summary>
public sealed class RuleContext
{
    private readonly RuleReport _report;

    /// <param name="configuration">The configuration.</param>
    /// <param name="isProduction">Whether its environment counts as production.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="report">Where findings go.</param>
    internal RuleContext(ResolvedConfiguration configuration, bool isProduction, RuleDescriptor rule, RuleReport report)
    {
        Configuration = configuration;
        IsProduction = isProduction;
        Rule = rule;
        _report = report;
    }

    /// <summary>The configuration.</summary>
    public ResolvedConfiguration Configuration { get; }

    /// <summary>Whether its environment counts as production: by default <c>production</c> and <c>prod</c>; <c>strata.yml</c> names others.</summary>
    public bool IsProduction { get; }

    internal RuleDescriptor Rule { get; }

    /// <summary>How often the rule found something, or looked elsewhere: a part in which it did neither is barren.</summary>
    internal int Activity { get; private set; }

    /// <summary>The whole configuration, for a rule that compares what stands here with what stands elsewhere.</summary>
    internal MappingNode Whole
    {
        get
        {
            Note();
            return Configuration.Root;
        }
    }

    /// <summary>Says that what the rule does here depends on more than on what stands here and on the path to it.</summary>
    internal void Note() => Activity++;

    /// <summary>Reports a finding at the place where a value is written.</summary>
    /// <param name="path">The value; what leads nowhere is reported at the nearest value above it.</param>
    /// <param name="message">What is wrong, in one line. A secret value must not be in it.</param>
    /// <param name="hint">What to do about it; null for nothing.</param>
    public void Report(ConfigPath path, string message, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentException.ThrowIfNullOrEmpty(message);
        ConfigNode node = Configuration.Root;
        foreach (var step in path.Steps())
        {
            if (step.ChildOf(node) is not { } child)
            {
                break;
            }

            node = child;
        }

        Report(node, path, message, hint);
    }

    internal void Report(ConfigNode at, ConfigPath? path, string message, string? hint, params RelatedPosition[] related) =>
        Report(Rule.DefaultSeverity, at, path, message, hint, related);

    /// <summary>A finding as grave as it is itself and not as the rule's others are, unless the project says how grave all of them are.</summary>
    internal void Report(DiagnosticSeverity severity, ConfigNode at, ConfigPath? path, string message, string? hint, params RelatedPosition[] related)
    {
        Note();
        _report.Add(Rule, Diagnostic.At(at, Rule.Code, severity, message) with
        {
            Path = path,
            Hint = hint,
            Related = related,

            // A declared path: nothing on the value's line says that it is secret.
            IsSensitive = at.IsSensitive || (path is not null && Configuration.Sensitivity.Covers(path)),
        });
    }

    /// <summary>A finding at a place that is no value of the configuration.</summary>
    internal void Report(SourceText text, SourcePosition position, string message, string? hint)
    {
        Note();
        _report.Add(Rule, Diagnostic.At(text, position, Rule.Code, Rule.DefaultSeverity, message) with { Hint = hint });
    }
}
