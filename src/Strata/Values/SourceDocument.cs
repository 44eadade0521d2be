namespace Strata.Values;

/// <summary>One document of a source text: where its nodes come from. A YAML stream holds several, any other file one.</summary>
/// <param name="Name">The name of the override that this document is: <c>docker</c>, <c>docker#2</c>, <c>tenants/acme</c>.</param>
/// <param name="Text">The text that holds it.</param>
internal sealed record SourceDocument(string Name, SourceText Text)
{
    public string File => Text.File;
}
