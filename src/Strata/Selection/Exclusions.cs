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

    // By the places of the overrides; without a reason for one that was not left out.
    private readonly Exclusion[] _excluded = new Exclusion[index.Count];
    private int _count;
    private readonly ConditionMemo.View _view = conditions?.Of(context) ?? default;

    /// <summary>Whether an override is left out.</summary>
    public bool Judge(int layer, ReadOnlySpan<int> dependencies, DiagnosticBag diagnostics)
    {
        var reason = OwnReason(layer, diagnostics);
        if (reason is not null)
        {
            return LeaveOut(layer, new Exclusion(reason, reason, Way: 0));
        }

        foreach (var dependency in dependencies)
        {
            var beneath = _excluded[dependency];
            if (beneath.IsSet)
            {
                var name = Quotation.Of(index[dependency].Name);
                reason = beneath.Way < LongestWay
                    ? $"depends on {name}, which is left out: {beneath.Reason}"
                    : $"depends on {name}, which is left out for what it depends on itself: {beneath.Cause}";
                return LeaveOut(layer, new Exclusion(reason, beneath.Cause, beneath.Way + 1));
            }
        }

        return false;
    }

    /// <summary>Those that are left out, in an order of all that were judged.</summary>
    public ImmutableArray<ExcludedLayer> InOrder(ReadOnlySpan<int> order)
    {
        var excluded = ImmutableArray.CreateBuilder<ExcludedLayer>(_count);
        foreach (var layer in order)
        {
            if (_excluded[layer].IsSet)
            {
                excluded.Add(new ExcludedLayer(index[layer], _excluded[layer].Reason));
            }
        }

        return excluded.DrainToImmutable();
    }

    private bool LeaveOut(int layer, Exclusion exclusion)
    {
        _excluded[layer] = exclusion;
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

    private readonly record struct Exclusion(string Reason, string Cause, int Way)
    {
        public bool IsSet => Reason is not null;
    }
}
