using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Strata.Generators;

/// <summary>What one use of a generic method or type asks for.</summary>
/// <param name="Types">The types to write code for.</param>
/// <param name="Problems">Why some cannot be bound.</param>
internal sealed record BindingUse(EquatableArray<BoundTypeModel> Types, EquatableArray<BindingProblem> Problems)
{
    public static BindingUse Nothing { get; } = new(default, default);
}

/// <summary>Why a type cannot be bound, and where it is asked for.</summary>
internal sealed record BindingProblem(string Id, string Type, string Reason, string File, TextSpan Span, LinePositionSpan Lines)
{
    public static BindingProblem At(Location location, string id, string type, string reason) =>
        new(id, type, reason, location.GetLineSpan().Path, location.SourceSpan, location.GetLineSpan().Span);

    /// <summary>What the compiler reports. In the tree itself, so that <c>#pragma warning disable</c> reaches it.</summary>
    public Diagnostic ToDiagnostic(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == File && tree.Length >= Span.End);
        return Diagnostic.Create(BindingDescriptors.Of(Id), tree is null ? Location.Create(File, Span, Lines) : Location.Create(tree, Span), Type, Reason);
    }
}
