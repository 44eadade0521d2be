using CsCheck;
using Strata.Values;

namespace Strata.Tests.Caching;

/// <summary>Whatever changes between two runs, the cache gives what a run without it gives.</summary>
[Trait("Level", "integration")]
public class FileLevelLaws
{
    private static readonly string[] Names = ["app.yml", "base.yml", "tenants/a.yml", "more.json", "note.txt", "schemas/app.schema.json", "_ignored.yml", "host.yml", "sealed.yml", "sops.yml"];

    // Some encrypted, some of them changed since; of types that are resolved and that are not.
    private static readonly string[][] Texts =
    [
        ["x: ${A:-1}\n", "x: ${A:-2}\n", "x: ${A}\n", "_metadata: {dependencies: [base]}\nx: ${B:+set}\n", "x: \"${config:y}\"\ny: ${B:-b}\n"],
        ["_metadata: {type: '*', priority: low}\nx: 0\nlist: [1]\npassword: ${SECRET:-none}\n", "_metadata: {type: '*', priority: low, conditions: {environment: {C: \"1\"}}}\nbase: true\n", "_metadata: {type: '*'}\nurl: http://u:p@h/${A:-}\n"],
        ["_metadata: {type: app, conditions: {tenant: a}}\ntenant: a\n", "_metadata: {type: app, conditions: {not: {tenant: a}}}\ntenant: other\n", "_metadata: {type: app, conditions: {facts: {f: x}}}\nfact: x\n"],
        ["{\"_metadata\": {\"type\": \"app\"}, \"json\": \"${file:note.txt}\"}", "{\"_metadata\": {\"type\": \"app\", \"conditions\": {\"date_range\": {\"until\": \"2026-12-01\"}}}, \"json\": 1}", "{\"_metadata\": {\"type\": \"app\", \"expires\": \"2026-11-30\"}, \"json\": 2}"],
        ["note\n", "another\n", "note \n"],
        ["{\"type\": \"object\"}", "{\"properties\": {\"x\": {\"const\": 1}}}", "{\"properties\": {\"list\": {\"$ref\": \"list.json\"}}}", "{"],
        ["ignored: 1\n", "ignored: 2\n"],
        ["_metadata: {type: app, conditions: {host: here}}\nhost: here\n", "_metadata: {type: app, conditions: {time_range: {start: \"12:00\", end: \"13:00\"}}}\nnoon: true\n", "_metadata: {type: app, conditions: {os: linux, version: \">=2\"}}\nos: linux\n"],
        [EncryptedTexts.Sealed("app"), EncryptedTexts.Changed(EncryptedTexts.Sealed("app")), EncryptedTexts.Sealed("other"), EncryptedTexts.Changed(EncryptedTexts.Sealed("other"))],
        [EncryptedTexts.Sops("app"), EncryptedTexts.Changed(EncryptedTexts.Sops("app")), EncryptedTexts.Sops("other"), EncryptedTexts.SopsWhole("app")],
    ];

    private static readonly string?[] Values = [null, "", "1", "2", "a text"];

    // What changes, with what it changes to.
    private static readonly Gen<(int Kind, int First, int Second)> Change = Gen.Select(Gen.Int[0, 14], Gen.Int[0, 9], Gen.Int[0, 11]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_AfterAnyChanges_GivesWhatARunWithoutTheCacheGives(bool trustsStamps)
    {
        var hits = new Hits();
        Change.Array[1, 12].Sample(
            changes =>
            {
                using var scene = new CacheScene(trustsStamps);
                scene.Write("app.yml", Texts[0][0]);
                scene.Options = scene.Options with { Keys = EncryptedTexts.Keys(4) };
                Apply(scene, new Dictionary<string, string>(StringComparer.Ordinal), changes, hits);
            },
            iter: 150,
            threads: 1);

        Assert.True(hits.All > 100 && hits.Encrypted > 20, $"{hits.All}, {hits.Encrypted}");
    }

    private static void Apply(CacheScene scene, Dictionary<string, string> variables, (int Kind, int First, int Second)[] changes, Hits hits)
    {
        foreach (var change in changes)
        {
            Make(change, scene, variables);
            for (var i = 0; i < 2; i++)
            {
                var (shown, isHit) = scene.Run();
                Assert.Equal(scene.Resolved(), shown);
                hits.All += isHit ? 1 : 0;
                hits.Encrypted += isHit && shown.Contains("plain: ", StringComparison.Ordinal) ? 1 : 0;
            }
        }

        Assert.DoesNotContain(scene.CacheFiles(), static file => EncryptedTexts.IsIn(file.Bytes));
    }

    private static void Make((int Kind, int First, int Second) change, CacheScene scene, Dictionary<string, string> variables)
    {
        var (kind, first, second) = change;
        switch (kind)
        {
            case <= 4:
                scene.Write(Names[first], Texts[first][second % Texts[first].Length]);
                break;
            case 5 when Names[first] != "app.yml" && File.Exists(Path.Combine(scene.Overrides, Names[first])):
                scene.Delete(Names[first]);
                break;
            case 6:
                var name = ((string[])["A", "B", "C", "SECRET", "UNREAD"])[second % 5];
                variables.Remove(name);
                if (Values[first % Values.Length] is { } value)
                {
                    variables[name] = value;
                }

                scene.Context = scene.Context with { Variables = second % 2 == 0 ? new VariableSet(process: variables.ToDictionary()) : new VariableSet(given: variables.ToDictionary()) };
                break;
            case 7:
                scene.Context = scene.Context with { Tenant = ((string?[])[null, "a", "b"])[second % 3], Environment = ((string[])["development", "production"])[first % 2] };
                break;
            case 8:
                scene.Context = scene.Context with { Now = CacheScene.Now.AddHours(second * 4) };
                break;
            case 9:
                scene.Context = scene.Context with { Host = second % 2 == 0 ? "here" : "there", AppVersion = first % 2 == 0 ? "2.0.0" : null };
                break;
            case 10:
                scene.Context = scene.Context with { Facts = scene.Context.Facts.SetItem("f", second % 2 == 0 ? "x" : "y"), IgnoreConditions = first == 0 };
                break;
            case 11:
                scene.Options = scene.Options with { AllowUnset = second % 2 == 0, IsStrict = first % 2 == 0 };
                break;
            case 13:
                scene.Write(Names[8 + (first % 2)], Texts[8 + (first % 2)][second % 4]);
                break;
            case 14:
                scene.Options = scene.Options with { Keys = EncryptedTexts.Keys(second) };
                break;
            default:
                if (File.Exists(Path.Combine(scene.Overrides, "more.json")))
                {
                    File.Move(Path.Combine(scene.Overrides, "more.json"), Path.Combine(scene.Overrides, $"renamed{second % 2}.json"), overwrite: true);
                }

                break;
        }
    }

    private sealed class Hits
    {
        public int All { get; set; }

        /// <summary>Of those, the ones that show an encrypted override.</summary>
        public int Encrypted { get; set; }
    }
}
