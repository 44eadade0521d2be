using System.Diagnostics;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Layers.Conditions;
using Strata.Values;

namespace Strata.Selection;

/// <summary>Holds conditions against the facts of a resolution, and says what is wanting. Pure: the context is all that it sees.</summary>
internal static class ConditionEvaluator
{
    /// <summary>Whether a condition holds; null always does.</summary>
    public static ConditionResult Evaluate(Condition? condition, ResolutionContext context)
    {
        var unmet = condition is null ? null : Unmet(condition, context, expected: true);
        return new ConditionResult(unmet is null, unmet?.Text);
    }

    // Not is no kind of its own here: it turns round what is expected of everything beneath it, so that each reason can name
    // the fact at fault however deep it stands.
    private static Reason? Unmet(Condition condition, ResolutionContext context, bool expected) => condition switch
    {
        AllCondition all => Combine(all.Parts, context, expected, every: expected),
        AnyCondition any => Combine(any.Parts, context, expected, every: !expected),
        NotCondition not => Unmet(not.Inner, context, !expected),
        EnvironmentCondition environment => OfFact("environment", context.Environment, environment.Patterns, expected),
        ContextCondition tags => OfPatterns("context", context.EffectiveContexts.AsSpan(), tags.Patterns, expected, secret: false),
        TenantCondition tenant => OfFact("tenant", context.Tenant, tenant.Patterns, expected),
        HostCondition host => OfFact("host", context.Host, host.Patterns, expected),
        OsCondition os => OfFact("os", context.OperatingSystem, os.Patterns, expected),
        FactCondition fact => OfFact($"fact {fact.Name}", context.Facts.GetValueOrDefault(fact.Name), fact.Patterns, expected, SecretNames.Contains(fact.Name)),
        VariableCondition variable => OfFact(
            $"variable {variable.Name}",
            context.Variables.TryGetValue(variable.Name, out var text, out var source) ? text : null,
            variable.Patterns,
            expected,
            context.Variables.IsSecret(variable.Name, source)),
        TimeRangeCondition time => OfRange("time", time.Contains(context.Now), expected, time.Show(context.Now), time.Description),
        DateRangeCondition date => OfRange("date", date.Contains(context.Now), expected, date.Show(context.Now), date.Description),
        VersionCondition version => OfVersion(version, context.AppVersion, expected),
        RolloutCondition rollout => OfRollout(rollout, context, expected),
        _ => throw new UnreachableException($"A condition of the kind {condition.GetType().Name} is not evaluated."),
    };

    // Every part must be as expected, and then all that are not are named; or one must, and then none is.
    private static Reason? Combine(IReadOnlyList<Condition> parts, ResolutionContext context, bool expected, bool every)
    {
        var reasons = new List<Reason>();
        foreach (var part in parts)
        {
            if (Unmet(part, context, expected) is { } reason)
            {
                reasons.Add(reason);
            }
            else if (!every)
            {
                return null;
            }
        }

        return reasons.Count switch
        {
            0 => null,
            1 => reasons[0],
            _ => new Reason(string.Join(every ? "; " : ", or ", reasons.Select(static reason => reason.IsJoined ? $"({reason.Text})" : reason.Text)), IsJoined: true),
        };
    }

    private static Reason? OfFact(string subject, string? value, PatternList patterns, bool expected, bool secret = false) =>
        OfPatterns(subject, value is null ? [] : [value], patterns, expected, secret);

    private static Reason? OfPatterns(string subject, ReadOnlySpan<string> values, PatternList patterns, bool expected, bool secret)
    {
        if (patterns.Hold(values) == expected)
        {
            return null;
        }

        secret |= patterns.IsSecret;
        var found = "unset";
        if (!values.IsEmpty)
        {
            List<string> quoted = [];
            foreach (var value in values)
            {
                quoted.Add(Quotation.Of(value, secret));
            }

            found = Quotation.Join(quoted, "and");
        }

        return Require(subject, found, patterns.Describe(expected, secret));
    }

    private static Reason? OfRange(string subject, bool holds, bool expected, string found, string required) =>
        holds == expected ? null : Require(subject, found, expected ? required : $"anything but {required}");

    private static Reason? OfVersion(VersionCondition condition, string? text, bool expected)
    {
        SemanticVersion? version = text is not null && SemanticVersion.TryParse(text, out var parsed) ? parsed : null;
        if (condition.Holds(version) == expected)
        {
            return null;
        }

        var found = text is null ? "unset" : version is null ? $"{Quotation.Of(text)}, which is no version" : Quotation.Of(text);
        return Require("version", found, condition.Describe(expected));
    }

    private static Reason? OfRollout(RolloutCondition rollout, ResolutionContext context, bool expected)
    {
        var (subject, value) = rollout.By switch
        {
            "tenant" => ("tenant", context.Tenant),
            "host" => ("host", context.Host),
            "environment" => ("environment", context.Environment),
            var fact => ($"fact {fact}", context.Facts.GetValueOrDefault(fact)),
        };
        if ((value is not null && rollout.Includes(value)) == expected)
        {
            return null;
        }

        if (value is null)
        {
            return Require(subject, "unset", "any value");
        }

        // Rounded down, so that 19.999 is not shown as the 20 that it is below.
        var place = Math.Floor(RolloutCondition.PlaceOf(rollout.Salt, value) * 10_000) / 100;
        var share = string.Create(CultureInfo.InvariantCulture, $"{place:0.00}% of rollout {Quotation.Of(rollout.Salt)}");
        var limit = string.Create(CultureInfo.InvariantCulture, $"{(expected ? "less than" : "at least")} {rollout.Percent}%");
        return Require(subject, $"{Quotation.Of(value, SecretNames.Contains(rollout.By))} at {share}", limit);
    }

    private static Reason Require(string subject, string found, string required) => new($"{subject} is {found}, {required} is required", IsJoined: false);

    private readonly record struct Reason(string Text, bool IsJoined);
}
