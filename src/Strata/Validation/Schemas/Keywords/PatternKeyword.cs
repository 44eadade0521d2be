using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Validation.Schemas.Formats;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>pattern</c>.</summary>
internal sealed class PatternKeyword(string pattern, EcmaPattern compiled) : TextKeyword
{
    public override bool Accepts(string text) => compiled.IsMatch(text);

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!compiled.IsMatch(((ScalarNode)instance).Text))
        {
            to.ReportMismatch(instance, place, DiagnosticCode.PatternMismatch, $"a text that matches {Quotation.Of(pattern)}");
        }
    }
}
