using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>multipleOf</c>.</summary>
internal sealed class MultipleKeyword(NumberLimit divisor) : Keyword
{
    public override TypeSet AppliesTo => TypeSet.Number;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks) => divisor.Divides((ScalarNode)instance);

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!divisor.Divides((ScalarNode)instance))
        {
            to.ReportMismatch(instance, place, DiagnosticCode.OutOfRange, $"a multiple of {divisor.Text}");
        }
    }
}
