using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;

namespace Strata.Selection;

/// <summary>Keeps which overrides are left out, and why. Each is judged after those that it depends on.</summary>
/// <param name="index">All overrides.</param>
/// <param name="context">What they are judged by.</param>
/// <param name="conditions">What is known of conditions already; null for nothing.</param>
internal sealed class Exclusions(LayerIndex index, ResolutionContext context, ConditionMemo? conditions)
{
    // A reason tells each override on the way to the one at fault; of a longer way only the ends, or all reasons of a long chain
    // together would grow with the square of its length.
    private const int LongestWay = 8;

    // By the places of the overrides; null for one that was not left out.
    private readonly string?[] _reasons = new string?[index.Count];

    // What is left out for another's sake, and there are few of these.
    private readonly Dictionary<int, Cause> _causes = [];
    private int _count;
    private readonly ConditionMemo.View _view = conditions?.Of(context) ?? default;

    /// <summary>Whether an override is left out.</summary>
    public bool Judge(int layer, ReadOnlySpan<int> dependencies, DiagnosticBag diagnostics)
    {
        var reason = OwnReason(layer, diagnostics);
        if (reason is not null)
        {
            return LeaveOut(layer, reason);
        }

        foreach (var dependency in dependencies)
        {
            if (_reasons[dependency] is not { } beneath)
            {
                continue;
            }

            var cause = _causes.GetValueOrDefault(dependency, new Cause(beneath, Way: 0));
            var name = Quotation.Of(index[dependency].Name);
            _causes.Add(layer, cause with { Way = cause.Way + 1 });
            return LeaveOut(layer, cause.Way < LongestWay
                ? $"depends on {name}, which is left out: {beneath}"
                : $"depends on {name}, which is left out for what it depends on itself: {cause.Reason}");
        }

        return false;
    }

    /// <summary>Those that are left out, in an order of all that were judged.</summary>
    public ImmutableArray<ExcludedLayer> InOrder(ReadOnlySpan<int> order)
    {
        var excluded = ImmutableArray.CreateBuilder<ExcludedLayer>(_count);
        foreach (var layer in order)
        {
            if (_reasons[layer] is { } reason)
            {
                excluded.Add(new ExcludedLayer(index[layer], reason));
            }
        }

        return excluded.DrainToImmutable();
    }

    private bool LeaveOut(int layer, string reason)
    {
        _reasons[layer] = reason;
        _count++;
        return true;
    }

    private string? OwnReason(int place, DiagnosticBag diagnostics)
    {
        var layer = index[place];
        if (!layer.Metadata.Enabled)
        {
            return "it is disabled";
        }

        if (layer.Metadata.Expires is { } lastDay && DateOnly.FromDateTime(context.Now.UtcDateTime) > lastDay)
        {
            var date = lastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            diagnostics.Add(Diagnostic.At(
                layer.Document.Text,
                layer.Metadata.ExpiresPosition,
                DiagnosticCode.Expired,
                DiagnosticSeverity.Warning,
                $"the override {Quotation.Of(layer.Name)} expired on {date} and is not loaded") with
            { Hint = "remove it, or move the date" });
            return $"it expired on {date}";
        }

        return context.IgnoreConditions || layer.Metadata.Condition is null ? null
            : conditions is null ? ConditionEvaluator.Evaluate(layer.Metadata.Condition, context).Reason
            : conditions.ReasonFor(place, context, _view);
    }

    /// <summary>Why the override at fault was left out, and how many others lie on the way to it.</summary>
    private readonly record struct Cause(string Reason, int Way);
}
