using Strata.Diagnostics;
using Strata.Output;
using Strata.Tests.Documents;
using Strata.Values;

namespace Strata.Tests.Output;

public class DiagnosticShapeTests
{
    [Fact]
    public void Of_Result_IsTheShapeOfTheContract()
    {
        var found = Parsed.From("a: 1\nb: 2\na: 2\n").Diagnostics;
        var warning = new Diagnostic(DiagnosticCode.UnsetVariableAllowed, DiagnosticSeverity.Warning, "X is unset") { Path = ConfigPath.Parse("a[0].\"b.c\"") };

        Assert.Equal(
            """
            {
              "valid": false,
              "errors": [
                {
                  "code": "STR0004",
                  "severity": "error",
                  "message": "duplicate key \"a\"",
                  "path": null,
                  "file": "test.yml",
                  "line": 3,
                  "column": 1,
                  "length": 1,
                  "hint": "keep one of them"
                }
              ],
              "warnings": [
                {
                  "code": "STR4003",
                  "severity": "warning",
                  "message": "X is unset",
                  "path": "a[0].\"b.c\"",
                  "file": null,
                  "line": null,
                  "column": null,
                  "length": null,
                  "hint": null
                }
              ],
              "suggestions": []
            }

            """,
            Trees.Write("json", DiagnosticShape.Of(new ValidationResult([.. found, warning]), isValid: false)));
    }
}
