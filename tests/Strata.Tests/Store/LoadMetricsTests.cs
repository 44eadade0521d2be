using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Strata.Secrets;

namespace Strata.Tests.Store;

public sealed class LoadMetricsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-loads-");
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Meter_Loads_TellsDurationsByOutcomeAndTheCacheByLevel()
    {
        using var factory = new MeterFactory();
        using var listener = Listen(instrument => factory.Made.Contains(instrument.Meter));
        Write("app.yml", "x: 1\n");
        await using var manager = new OverrideManager(_directory.FullName, new OverrideManagerOptions { MeterFactory = factory });

        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        Write("app.yml", "x: [\n");
        await Assert.ThrowsAsync<OverrideValidationException>(() => manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken));
        listener.RecordObservableInstruments();

        Assert.Equal(["strata.outcome=failed;strata.type=app;", "strata.outcome=loaded;strata.type=app;"], Of("strata.load.duration").Select(static one => one.Tags).Order(StringComparer.Ordinal));
        Assert.All(Of("strata.load.duration"), static one => Assert.InRange(one.Value, 0, 600));
        Assert.Equal([("strata.cache.level=memory;strata.outcome=hit;", 2), ("strata.cache.level=memory;strata.outcome=miss;", 2)], Of("strata.cache.requests").Select(static one => (one.Tags, one.Value)).Order());
    }

    [Fact]
    public async Task Meter_EncryptedOverrides_TellsWhetherTheyWereOpened()
    {
        // It is counted for the whole process: others may be counted too, and these are there at least.
        const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        const string Other = "BBECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        using var listener = Listen(static instrument => instrument.Name == "strata.decryptions");
        await using (var sealing = new OverrideManager(_directory.FullName))
        {
            Write("app.yml", sealing.EncryptSensitiveData(OverrideDocument.Parse("app.yml", "password: hunter2\n")[0], KeySource.OfKey(Key)).Text);
        }

        Assert.True(await IsLoadedAsync(Key));
        Assert.False(await IsLoadedAsync(Other));
        Write("app.yml", (await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "app.yml"), TestContext.Current.CancellationToken)).Replace("password:", "passwords:", StringComparison.Ordinal));
        Assert.False(await IsLoadedAsync(Key));

        var told = Of("strata.decryptions").Select(static one => one.Tags).ToList();
        Assert.All(new[] { "opened", "locked", "broken" }, outcome => Assert.Contains($"strata.outcome={outcome};", told));

        async Task<bool> IsLoadedAsync(string key)
        {
            var options = new OverrideManagerOptions { EnableCache = false };
            options.Keys.Add(KeySource.OfKey(key));
            await using var manager = new OverrideManager(_directory.FullName, options);
            try
            {
                await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
                return true;
            }
            catch (OverrideValidationException)
            {
                return false;
            }
        }
    }

    private (string Name, double Value, string Tags)[] Of(string name) => [.. _measured.Where(measurement => measurement.Name == name)];

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name), text);

    private MeterListener Listen(Func<Instrument, bool> isWanted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (isWanted(instrument))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, Show(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, Show(tags))));
        listener.Start();
        return listener;
    }

    private static string Show(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return string.Concat(sorted.Select(static tag => $"{tag.Key}={tag.Value};"));
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public ConcurrentBag<Meter> Made { get; } = [];

        public Meter Create(MeterOptions options)
        {
            var made = new Meter(options);
            Made.Add(made);
            return made;
        }

        public void Dispose()
        {
            foreach (var meter in Made)
            {
                meter.Dispose();
            }
        }
    }
}
