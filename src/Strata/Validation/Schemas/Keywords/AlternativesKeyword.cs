using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>anyOf</c> and <c>oneOf</c>.</summary>
internal sealed class AlternativesKeyword(SchemaNode[] branches, bool exactlyOne) : Keyword
{
    public SchemaNode[] Branches => branches;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        // Where somebody asks which keys are looked at, every alternative that fits tells of its own.
        var counts = exactlyOne || (marks >= 0 && instance is not ScalarNode);
        var accepted = 0;
        foreach (var branch in branches)
        {
            if (!AcceptsAlone(branch, instance, run, marks))
            {
                continue;
            }

            accepted++;
            if (!counts)
            {
                return true;
            }

            if (exactlyOne && accepted > 1)
            {
                return false;
            }
        }

        return accepted > 0;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var fitting = new List<SchemaNode>();
        foreach (var branch in branches)
        {
            if (branch.Accepts(instance, to.Run, -1))
            {
                fitting.Add(branch);
            }
        }

        if (fitting.Count == 0)
        {
            Alternatives.Explain(branches, instance, to, place);
        }
        else if (exactlyOne && fitting.Count > 1)
        {
            to.ReportSeveral(fitting, branches, instance, place);
        }
        else
        {
            // Nothing is wrong, but a key in it may be deprecated.
            fitting[0].Explain(instance, to, place);
        }
    }

    public override void AddInPlace(List<SchemaNode> to) => to.AddRange(branches);

    /// <summary>Whether a value is as a schema says; only then what the schema looked at is marked.</summary>
    public static bool AcceptsAlone(SchemaNode branch, ConfigNode instance, Evaluation run, int marks)
    {
        if (marks < 0 || instance is ScalarNode)
        {
            return branch.Accepts(instance, run, -1);
        }

        var frame = run.OpenFrame(instance);
        var accepted = branch.Accepts(instance, run, frame);
        if (accepted)
        {
            run.Merge(frame, marks, instance);
        }

        run.CloseFrame(frame);
        return accepted;
    }
}
