using Strata.Diagnostics;
using Strata.Validation.Schemas.Keywords;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Finds schemas that apply themselves to the same value again: checking one would never end.</summary>
internal sealed class ReferenceCycles(DiagnosticBag diagnostics)
{
    private readonly List<SchemaNode> _children = [];
    private readonly Stack<(SchemaNode Node, SchemaNode[] Children, int Next)> _path = new();

    /// <summary>Reports each cycle at the reference that closes it.</summary>
    public void Check(IEnumerable<SchemaNode> nodes)
    {
        foreach (var node in nodes)
        {
            Enter(node);
            while (_path.TryPop(out var step))
            {
                if (step.Next == step.Children.Length)
                {
                    step.Node.Walk = NodeWalk.Done;
                    continue;
                }

                var child = step.Children[step.Next];
                _path.Push(step with { Next = step.Next + 1 });
                if (child.Walk == NodeWalk.Open)
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
        if (node.Walk != NodeWalk.None)
        {
            return;
        }

        _children.Clear();
        foreach (var keyword in node.Keywords)
        {
            keyword.AddInPlace(_children);
        }

        if (_children.Count == 0)
        {
            // Nearly all of them.
            node.Walk = NodeWalk.Done;
            return;
        }

        node.Walk = NodeWalk.Open;
        _path.Push((node, [.. _children], 0));
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

/// <summary>How far the search for cycles is with a schema.</summary>
internal enum NodeWalk : byte
{
    None,

    /// <summary>On the way that is being followed.</summary>
    Open,
    Done,
}
