using Strata.Interpolation;
using Strata.Output;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Cli;

/// <summary>The values of an explanation as they may be shown. Where the final value is secret, so is every part that it was made from.</summary>
internal sealed class ShownValues(Explanation explanation, bool reveal)
{
    private readonly Sensitivity.Cursor _written =
        explanation.Value is ScalarNode scalar && explanation.Cursor.IsSecret(scalar) ? explanation.Cursor.AsMarked() : explanation.Cursor;

    public ConfigNode Final(ConfigNode node) => reveal ? node : MaskedTree.Of(node, explanation.Cursor);

    public ConfigNode Written(ConfigNode node) => reveal ? node : TemplateMask.Of(MaskedTree.Of(node, _written));
}
