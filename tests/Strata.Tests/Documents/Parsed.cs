using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Tests.Documents;

/// <summary>Reads a text as a file of some name, and keeps what came of it.</summary>
internal sealed class Parsed
{
    private Parsed(ImmutableArray<ParsedDocument> documents, ImmutableArray<Diagnostic> diagnostics)
    {
        Documents = documents;
        Diagnostics = diagnostics;
    }

    public ImmutableArray<ParsedDocument> Documents { get; }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public MappingNode Root
    {
        get
        {
            Assert.Empty(Diagnostics);
            return Assert.Single(Documents).Root;
        }
    }

    public static Parsed From(string text, string file = "test.yml", ParseLimits? limits = null) => From(Encoding.UTF8.GetBytes(text), file, limits);

    public static Parsed From(byte[] content, string file = "test.yml", ParseLimits? limits = null)
    {
        var bag = new DiagnosticBag();
        var source = new OverrideSource(Path.GetFileNameWithoutExtension(file), new SourceText(file, content));
        var documents = DocumentReader.Read(source, limits ?? ParseLimits.Default, bag);
        return new Parsed(documents, bag.ToSorted());
    }
}
