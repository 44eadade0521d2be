using Strata.Diagnostics;
using Strata.Documents;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Tests.Validation.Schemas;

/// <summary>The official JSON Schema test suite: each file of it is one test, which lists the cases that go wrong.</summary>
public class ConformanceTests
{
    private static readonly (string Folder, SchemaDialect Dialect)[] Drafts =
    [
        ("draft2020-12", SchemaDialect.Draft202012),
        ("draft2019-09", SchemaDialect.Draft201909),
        ("draft7", SchemaDialect.Draft7),
        ("draft6", SchemaDialect.Draft6),
        ("draft4", SchemaDialect.Draft4),
    ];

    /// <summary>The cases of <c>optional/</c> that do not hold here, each with the reason: file, group, case.</summary>
    private static readonly Dictionary<(string File, string Group, string Case), string> LeftOut = [];

    public static TheoryData<string> Files()
    {
        var root = Path.Combine(Repository.Root, "..", "shared", "conformance", "json-schema", "tests");
        return Directory.Exists(root)
            ? [.. Drafts.SelectMany(draft => Directory.EnumerateFiles(Path.Combine(root, draft.Folder), "*.json", SearchOption.AllDirectories))
                .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)]
            : ["draft2020-12/ref.json"];
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void File_EveryCase_IsJudgedAsItSays(string file)
    {
        var path = Repository.Conformance(Path.Combine("json-schema", "tests", file));
        var (folder, dialect) = Drafts.Single(draft => file.StartsWith(draft.Folder + "/", StringComparison.Ordinal));
        var isOptional = file.StartsWith(folder + "/optional/", StringComparison.Ordinal);

        // Whether a format must hold is the reader's choice; the required tests are those of the default.
        var groups = (SequenceNode)Read(path)["list"];
        Assert.NotEmpty(groups);
        var wrong = new List<string>();
        var left = new HashSet<(string, string, string)>();
        foreach (var group in groups.Cast<MappingNode>())
        {
            var diagnostics = new DiagnosticBag();
            var schema = CompiledSchema.Compile(new SchemaDocument(group["schema"], ""), Library(), diagnostics, dialect, assertFormats: isOptional);
            foreach (var test in ((SequenceNode)group["tests"]).Cast<MappingNode>())
            {
                var (name, expected) = (Text(group, "description"), Text(test, "valid") == "true");
                var key = (file, name, Text(test, "description"));
                if (LeftOut.ContainsKey(key))
                {
                    left.Add(key);
                    continue;
                }

                if (schema is null)
                {
                    wrong.Add($"{name}: not compiled: {string.Join("; ", diagnostics.ToSorted())}");
                    break;
                }

                Judge(schema, test["data"], expected, $"{name}: {key.Item3}", wrong);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.DoesNotContain(LeftOut.Keys, key => key.File == file && !left.Contains(key));
    }

    // What is said in one breath and what is said at length must agree.
    private static void Judge(CompiledSchema schema, ConfigNode data, bool expected, string name, List<string> wrong)
    {
        if (schema.IsValid(data) != expected)
        {
            wrong.Add($"{name}: {(expected ? "refused" : "accepted")}");
            return;
        }

        var problems = new DiagnosticBag();
        schema.Check(data, default, problems);
        if (problems.HasErrors == expected)
        {
            wrong.Add($"{name}: explained as {string.Join("; ", problems.ToSorted())}");
        }
        else if (problems.ToSorted().Any(static problem => problem.Message == "the value is not as the schema says"))
        {
            wrong.Add($"{name}: not explained");
        }
    }

    private static SchemaLibrary Library()
    {
        var library = new SchemaLibrary(static _ => null);
        var root = Repository.Conformance(Path.Combine("json-schema", "remotes"));
        foreach (var file in Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(root, file).Replace('\\', '/');
            library.TryAdd("http://localhost:1234/" + name, new SchemaDocument(Read(file)["list"], ""));
        }

        return library;
    }

    // No file of ours is a list; these are.
    private static MappingNode Read(string path)
    {
        var bytes = (byte[])[.. "{\"list\":"u8, .. File.ReadAllBytes(path), .. "}"u8];
        var diagnostics = new DiagnosticBag();
        var document = SchemaDocument.Read(new SourceText(path, bytes), ParseLimits.Default, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return (MappingNode)document!.Root;
    }

    private static string Text(MappingNode mapping, string key) => ((ScalarNode)mapping[key]).Text;
}
