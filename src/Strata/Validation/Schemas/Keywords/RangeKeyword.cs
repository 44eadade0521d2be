using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive kin.</summary>
internal sealed class RangeKeyword(NumberLimit? least, NumberLimit? most, NumberLimit? above, NumberLimit? below) : Keyword
{
    public NumberLimit? Least => least;

    public NumberLimit? Most => most;

    public NumberLimit? Above => above;

    public NumberLimit? Below => below;

    public override TypeSet AppliesTo => TypeSet.Number;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var number = (ScalarNode)instance;
        return (least is null || least.Compare(number) >= 0)
            && (most is null || most.Compare(number) <= 0)
            && (above is null || above.Compare(number) > 0)
            && (below is null || below.Compare(number) < 0);
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!Accepts(instance, to.Run, -1))
        {
            to.ReportMismatch(instance, place, DiagnosticCode.OutOfRange, Expectation.Range(this));
        }
    }
}
