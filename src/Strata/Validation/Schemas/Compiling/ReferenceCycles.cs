using Strata.Diagnostics;
using Strata.Validation.Schemas.Keywords;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Finds schemas that apply themselves to the same value again: checking one would never end.</summary>
internal sealed class ReferenceCycles(DiagnosticBag diagnostics)
{
    private readonly Dictionary<SchemaNode, bool> _isDone = [];
    private readonly Stack<(SchemaNode Node, List<SchemaNode> Children, int Next)> _path = new();

    /// <summary>Reports each cycle at the reference that closes it.</summary>
    public void Check(IEnumerable<SchemaNode> nodes)
    {
        foreach (var node in nodes)
        {
            Enter(node);
            while (_path.TryPop(out var step))
            {
                if (step.Next == step.Children.Count)
                {
                    _isDone[step.Node] = true;
                    continue;
                }

                var child = step.Children[step.Next];
                _path.Push(step with { Next = step.Next + 1 });
                if (_isDone.TryGetValue(child, out var done) && !done)
                {
                    Report(child);
                }
                else
                {
                    Enter(child);
                }
            }
        }
    }

    private void Enter(SchemaNode node)
    {
        if (_isDone.ContainsKey(node))
        {
            return;
        }

        var children = new List<SchemaNode>();
        foreach (var keyword in node.Keywords)
        {
            keyword.AddInPlace(children);
        }

        if (children.Count == 0)
        {
            // Nearly all of them.
            _isDone.Add(node, true);
            return;
        }

        _isDone.Add(node, false);
        _path.Push((node, children, 0));
    }

    private void Report(SchemaNode again)
    {
        // A cycle is made by references alone: the last of them on the way is the one to change.
        foreach (var (node, _, _) in _path)
        {
            if (node.Keywords.OfType<ReferenceKeyword>().FirstOrDefault() is { } reference)
            {
                diagnostics.Add(Diagnostic.At(reference.Source, DiagnosticCode.EndlessReference, DiagnosticSeverity.Error, $"the reference {Quotation.Of(reference.Source.Text)} leads back to itself for the same value") with
                {
                    Hint = "refer to it beneath \"properties\" or \"items\", so that each turn goes one level deeper",
                });
                return;
            }

            if (ReferenceEquals(node, again))
            {
                return;
            }
        }
    }
}
