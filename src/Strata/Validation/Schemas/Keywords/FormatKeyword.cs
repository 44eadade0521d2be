using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>format</c>, where it must hold.</summary>
internal sealed class FormatKeyword(string name, Func<string, bool> holds) : TextKeyword
{
    public override bool Accepts(string text) => holds(text);

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!holds(((ScalarNode)instance).Text))
        {
            to.ReportMismatch(instance, place, DiagnosticCode.BadFormat, Expectation.Format(name));
        }
    }
}
