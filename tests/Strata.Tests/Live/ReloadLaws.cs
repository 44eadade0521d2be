using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Live;
using Strata.Output;
using Strata.Secrets;
using Strata.Secrets.Keys;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Store;
using Strata.Tests.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata.Tests.Live;

/// <summary>What is kept from one reading of the files to the next changes nothing: each is what a resolution from nothing gives.</summary>
[Trait("Level", "integration")]
public class ReloadLaws
{
    private static readonly VariableSet Variables = new(process: new Dictionary<string, string>(StringComparer.Ordinal) { ["SET"] = "set" });

    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ResolutionOptions Options = ResolutionOptions.Default with { Keys = KeyRing.Empty, Assignments = ["set.by=hand", "b.c=7"] };

    [Fact]
    public void Resolve_RandomEditsOfRandomProjects_GivesWhatAResolutionFromNothingGives()
    {
        var (compared, trees, failed) = (0, 0, 0);
        Gen.Int.Sample(
            seed =>
            {
                using var directory = new TempDirectory();
                var edits = new RandomEdits(directory, seed);
                var files = new ParsedFiles(directory.Path, Options);
                var finals = new InterpolationMemo(isLasting: true);
                var temporary = new TemporaryOverrides(Options.Limits);
                var random = new Random(seed);
                LiveResolver[] resolvers = [.. Contexts(seed).Select(context => new LiveResolver(directory.Path, files, finals, Options, RuleSet.None, temporary, () => context))];
                ImmutableArray<ResolutionContext> contexts = [.. Contexts(seed)];
                for (var round = 0; round < 12; round++)
                {
                    edits.Next();
                    PutOrTake(temporary, random);
                    for (var i = 0; i < resolvers.Length; i++)
                    {
                        var live = resolvers[i].Resolve();
                        var full = OverrideSet.Read(directory.Path, Options).With(temporary.Layers).Resolve(contexts[i]);

                        Assert.Equal(Show(full), Show(live));
                        Interlocked.Increment(ref compared);
                        Interlocked.Add(ref failed, live.Configuration is null ? 1 : 0);
                        Interlocked.Add(ref trees, live.Attempt is null ? 0 : 1);
                    }
                }
            },
            iter: 200);
        Assert.True(trees > 1_500 && compared - failed > 300, $"{compared} compared, {trees} with a tree, {failed} bad");
    }

    [Fact]
    public void Resolve_ManyReloads_ForgetsWhatIsGone()
    {
        using var directory = new TempDirectory();
        for (var file = 0; file < 20; file++)
        {
            directory.Write($"f{file}.yml", $"_metadata: {{type: t}}\n{Mappings(200, file)}");
        }

        var context = Contexts(0).First();
        var resolver = new LiveResolver(directory.Path, new ParsedFiles(directory.Path, Options), new InterpolationMemo(isLasting: true), Options, RuleSet.None, new TemporaryOverrides(Options.Limits), () => context);
        var gone = new List<WeakReference>();
        for (var round = 0; round < 60; round++)
        {
            directory.Write("f7.yml", $"_metadata: {{type: t}}\n{Mappings(200, round)}");
            gone.Add(new WeakReference(resolver.Resolve().Configuration!.Selection.Stack.Single(static layer => layer.Name == "f7")));
        }

        GC.Collect();
        Assert.InRange(gone.Count(static layer => layer.IsAlive), 1, 20);

        static string Mappings(int count, int value) => string.Concat(Enumerable.Range(0, count).Select(i => $"m{i}: {{a: {{x: {value}, y: \"${{SET}}\"}}, f{value}: 1}}\n"));
    }

    private static void PutOrTake(TemporaryOverrides temporary, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                temporary.Add(temporary.Read($"a: {random.Next(3)}\nt{random.Next(2)}: {{ x: \"${{SET}}\", y: \"${{config:a}}\" }}\n"));
                break;
            case 1:
                temporary.Add(temporary.Read($"_metadata: {{ type: {(random.Next(2) == 0 ? "t" : "u")}, priority: low, conditions: {{ environment: staging }} }}\nb: {{ c: {random.Next(3)} }}\n"));
                break;
            case 2 when temporary.Layers is [.., var last]:
                temporary.Remove(random.Next(2) == 0 ? last : temporary.Layers[0]);
                break;
        }
    }

    private static IEnumerable<ResolutionContext> Contexts(int seed)
    {
        yield return new ResolutionContext { Type = "t", Now = Now, Variables = Variables };
        yield return new ResolutionContext { Type = seed % 2 == 0 ? "t" : "u", Now = Now, Variables = Variables, Environment = "staging", Tenant = "acme", AppVersion = "2.1" };
    }

    private static string Show(ResolutionOutcome outcome)
    {
        var text = new StringBuilder();
        foreach (var diagnostic in outcome.Validation.Diagnostics)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{diagnostic} at {diagnostic.Path} help {diagnostic.Hint} secret {diagnostic.IsSensitive} near {string.Join(", ", diagnostic.Related)}\n");
        }

        // As far as it came, errors or not.
        if (outcome.Attempt is not { } configuration)
        {
            return text.ToString();
        }

        text.AppendJoin(", ", configuration.Overrides).Append('\n');
        text.AppendJoin(", ", configuration.Selection.Excluded.Select(static left => $"{left.Layer.Name}: {left.Reason}")).Append('\n');
        text.Append(Output("yaml", configuration, Sensitivity.None)).Append(Output("json", configuration, configuration.Sensitivity.Root));
        foreach (var leaf in configuration.Leaves())
        {
            var explanation = configuration.Explain(leaf.Path)!;
            text.Append(CultureInfo.InvariantCulture, $"{leaf.Path}: {explanation.IsSensitive} ")
                .AppendJoin("; ", explanation.Trail.Select(static part => $"{part.Effect} {part.Override} {part.Position} {part.File}"))
                .AppendJoin("; ", explanation.Interpolations)
                .Append('\n');
        }

        return text.ToString();
    }

    private static string Output(string format, ResolvedConfiguration configuration, Sensitivity.Cursor cursor)
    {
        using var output = new MemoryStream();
        Assert.True(OutputFormat.TryGet(format, out var writer));
        writer.Write(configuration.Root, cursor, output, new DiagnosticBag());
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
