using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Output;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Tests.Selection;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Properties;

/// <summary>Same inputs, same bytes out: whatever the culture, the time zone, the order of the directory and the threads.</summary>
public sealed class DeterminismTests : IDisposable
{
    // Much of what a culture could change: i and I, numbers, dates, wildcards, right-to-left text; and much that goes wrong.
    private static readonly (string Name, string Text)[] Overrides =
    [
        ("base.yml", "_metadata: {type: '*', priority: -5}\nINFO: {title: ı, ID: 1.5, i: 1234567.5, İ: x}\nports: [1, 2.50, -3, 0x1F]\nquit: ${QUIT:-1,5}\n"),
        ("app.yml", "_metadata: {type: app, dependencies: [base], merge: {ports: union}, expires: 2027-01-31, conditions: {date_range: {from: 2026-01-01}, time_range: {start: \"10:00\", end: \"20:00\"}, rollout: {percent: 100}}}\nports: [2.5, 31, 4]\nINFO: {ID: 2, i: \"${config:INFO.title}\"}\n"),
        ("tenants/İstanbul.yml", "_metadata: {type: app, conditions: {tenant: i*}}\nINFO: {ID: 3}\n"),
        ("tenants/istanbul.yml", "_metadata: {type: app, priority: -7, dependencies: [base], conditions: {version: \">=1.10.0\"}}\nquit: {a: 1}\nports: !append [5]\n"),
        ("broken.json", "{\"a\": 1, \"a\": 2}"),
        ("broken.toml", "a = 1979-05-27T07:32:00Z\nb = 1_000\nb = 2"),
        ("z.yml", "_metadata: {type: other, priorty: 1}\nI: {i: 1}\n"),
    ];

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("de-DE")]
    [InlineData("sv-SE")]
    [InlineData("th-TH")]
    public void Resolve_InAnyCulture_GivesTheSameBytes(string culture)
    {
        // With invariant globalization every culture would be the invariant one, and the test prove nothing.
        Assert.NotEqual(CultureInfo.InvariantCulture.Calendar.GetType().Name + CultureInfo.InvariantCulture.NumberFormat.NumberDecimalSeparator + "i", CultureInfo.GetCultureInfo(culture).Calendar.GetType().Name + CultureInfo.GetCultureInfo(culture).NumberFormat.NumberDecimalSeparator + CultureInfo.GetCultureInfo(culture).TextInfo.ToLower('I'));
        Fill(Overrides);
        var expected = InCulture(CultureInfo.InvariantCulture, Everything);

        Assert.Equal(expected, InCulture(CultureInfo.GetCultureInfo(culture), Everything));
        Assert.Contains("STR0004", expected, StringComparison.Ordinal);
        Assert.Contains("STR1001", expected, StringComparison.Ordinal);
        Assert.Contains("i: ı", expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_InAnyTimeZone_GivesTheSameBytes()
    {
        Fill(Overrides);
        var before = Environment.GetEnvironmentVariable("TZ");
        var expected = Everything();
        try
        {
            foreach (var zone in (string[])["Pacific/Kiritimati", "America/St_Johns", "Asia/Riyadh"])
            {
                Environment.SetEnvironmentVariable("TZ", zone);
                TimeZoneInfo.ClearCachedData();
                Assert.Equal(expected, Everything());
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public void Resolve_AgainAndAgain_GivesTheSameBytes()
    {
        Fill(Overrides);
        var expected = Everything();

        Assert.All(Enumerable.Range(0, 20).AsParallel().Select(_ => Everything()), again => Assert.Equal(expected, again));
    }

    [Fact]
    public void Resolve_FilesInAnyOrder_GivesTheSameBytes()
    {
        Fill(Overrides);
        var expected = Everything();
        var layers = Pipeline.ReadLayers(OverrideDirectory.List(_directory.Path, new DiagnosticBag()), ParseLimits.Default, KeyRing.Empty, new DiagnosticBag());
        var resolved = Resolve(layers);
        Assert.NotEqual("", resolved);

        for (var seed = 0; seed < 20; seed++)
        {
            var shuffled = Overrides.ToArray();
            new Random(seed).Shuffle(shuffled);
            Directory.Delete(_directory.Path, recursive: true);
            Fill(shuffled);
            Assert.Equal(expected, Everything());

            var others = layers.ToArray();
            new Random(seed).Shuffle(others);
            Assert.Equal(resolved, Resolve(others));
        }
    }

    [Fact]
    public void Resolve_LimitsBroken_AreSaidTheSameInAnyCulture()
    {
        _directory.Write("app.yml", "a: [" + string.Join(", ", Enumerable.Repeat("'${X}'", 3000)) + "]\n").Write("b.yml", "_metadata: {type: app}\nb: [" + string.Join(", ", Enumerable.Repeat("1", 3000)) + "]");
        string Said(CultureInfo culture) => InCulture(culture, () =>
        {
            var limits = ParseLimits.Default with { MaxNodes = 4000 };
            var outcome = OverrideSet.Read(_directory.Path, new OverrideManagerOptions { Limits = limits }).Resolve(Selected.Context());
            return string.Join('\n', outcome.Validation.Diagnostics.Select(static d => d.Message).Distinct());
        });

        Assert.Contains("4,000", Said(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(Said(CultureInfo.InvariantCulture), Said(CultureInfo.GetCultureInfo("de-DE")));
    }

    private void Fill(IEnumerable<(string Name, string Text)> files)
    {
        foreach (var (name, text) in files)
        {
            _directory.Write(name, text);
        }
    }

    // What the files say, what is wrong with them, and what resolves from those that are good.
    private string Everything()
    {
        var diagnostics = new DiagnosticBag();
        var layers = Pipeline.ReadLayers(OverrideDirectory.List(_directory.Path, diagnostics), ParseLimits.Default, KeyRing.Empty, diagnostics);
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics.ToSorted())
        {
            text.Append(diagnostic).Append(" | ").Append(diagnostic.Hint).Append(" | ").Append(diagnostic.Label).Append('\n');
        }

        return text.Append(Resolve(layers)).ToString();
    }

    private static string Resolve(IReadOnlyList<Layer> layers)
    {
        var diagnostics = new DiagnosticBag();
        var context = Selected.Context() with { AppVersion = "1.10.0", Tenant = "x" };
        var configuration = Pipeline.Resolve(layers, context, ResolutionOptions.Default, static _ => new IncludedText(IncludeOutcome.Missing, ""), diagnostics);
        Assert.True(configuration is not null, string.Join('\n', diagnostics.ToSorted()));
        var text = new StringBuilder();
        foreach (var format in (string[])["yaml", "json", "env", "properties", "flat"])
        {
            Assert.True(OutputFormat.TryGet(format, out var found));
            using var stream = new MemoryStream();
            found.Write(configuration.Root, configuration.Sensitivity.Root, stream, diagnostics);
            text.Append(Encoding.UTF8.GetString(stream.ToArray()));
        }

        foreach (var leaf in configuration.Leaves())
        {
            text.Append(leaf).Append(configuration.Explain(leaf.Path)).Append('\n');
        }

        text.AppendJoin('\n', configuration.Selection.Excluded.Select(static excluded => $"{excluded.Layer.Name}: {excluded.Reason}")).Append('\n');
        return text.AppendJoin('\n', diagnostics.ToSorted().Select(static d => $"{d} {d.Hint}")).ToString();
    }

    private static string InCulture(CultureInfo culture, Func<string> action)
    {
        var result = "";
        Exception? failure = null;
        var before = CultureInfo.DefaultThreadCurrentCulture;
        var thread = new Thread(() =>
        {
            CultureInfo.CurrentCulture = culture;
            CultureInfo.CurrentUICulture = culture;
            failure = Record.Exception(() => result = action());
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        Assert.Equal(before, CultureInfo.DefaultThreadCurrentCulture);
        return result;
    }
}
