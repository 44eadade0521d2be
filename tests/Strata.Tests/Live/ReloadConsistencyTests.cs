using System.Globalization;
using Strata.Live;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Tests.Live;

/// <summary>Readers see one whole revision, whatever happens meanwhile.</summary>
[Trait("Level", "integration")]
public class ReloadConsistencyTests
{
    private const int Readers = 64;
    private const int Reloads = 1_000;
    private const int Layers = 5;

    [Fact]
    public async Task Current_64ThreadsDuring1000Reloads_EachReadIsOfOneRevision()
    {
        await using var overrides = new WatchedOverrides();
        Write(overrides, 1);
        var live = await overrides.WatchAsync(new WatchOptions { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) });
        long reads = 0;
        var seen = new HashSet<long>[Readers];
        var torn = new List<string>();
        var isOver = false;
        var threads = Enumerable.Range(0, Readers).Select(reader => new Thread(() =>
        {
            seen[reader] = [];
            while (!Volatile.Read(ref isOver))
            {
                var snapshot = live.Current;
                var numbers = NumbersOf(snapshot.Configuration);
                seen[reader].Add(snapshot.Revision);
                Interlocked.Increment(ref reads);
                if (numbers.Distinct().Count() != 1 || numbers[0] != snapshot.Revision)
                {
                    lock (torn)
                    {
                        torn.Add($"revision {snapshot.Revision}: {string.Join(", ", numbers)}");
                    }
                }

                // Or the readers would keep two cores to themselves, and the reloads would wait for their turn.
                Thread.Sleep(1);
            }
        })).ToArray();
        Array.ForEach(threads, static thread => thread.Start());

        for (var number = 2; number <= Reloads + 1; number++)
        {
            Write(overrides, number);
            Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync());
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Empty(torn);
        Assert.Equal(Reloads + 1, live.Current.Revision);
        Assert.True(reads > Reloads && seen.SelectMany(static of => of).Distinct().Count() > 10, $"{reads} reads");
    }

    [Fact]
    public async Task Current_ConfigMapSwappedAgainAndAgain_IsNeverHalfOfEach()
    {
        await using var overrides = new WatchedOverrides(directory: "mount");
        var mount = new ConfigMapMount(overrides.Files["mount"]);
        mount.Publish(FilesOf(1));
        var live = await overrides.WatchAsync(new WatchOptions { Debounce = TimeSpan.Zero, HeartbeatInterval = Timeout.InfiniteTimeSpan, UsePolling = false });
        var torn = new List<string>();
        live.Changed += (_, change) =>
        {
            var numbers = NumbersOf(change.New.Configuration);
            if (numbers.Distinct().Count() != 1)
            {
                torn.Add(string.Join(", ", numbers));
            }
        };

        for (var number = 2; number <= 200; number++)
        {
            mount.Publish(FilesOf(number));
            if (number % 10 == 0)
            {
                overrides.WaitFor("f0", $"{number}");
            }
        }

        Assert.Empty(torn);
        Assert.Equal("200", overrides.Text("f3"));
    }

    private static void Write(WatchedOverrides overrides, int number)
    {
        foreach (var (name, text) in FilesOf(number))
        {
            overrides.Files.Write(name, text);
        }
    }

    // A number in several keys of several overrides, in lists, by reference, and in an included file.
    private static (string Name, string Text)[] FilesOf(int number) =>
    [
        .. Enumerable.Range(0, Layers).Select(layer => (
            $"f{layer}.yml",
            $"_metadata: {{type: t, priority: {layer}}}\nshared: {{top: {number}, of{layer}: {number}, list: !append [{number}]}}\nf{layer}: {number}\nr{layer}: ${{config:f{(layer + 1) % Layers}}}\n")),
        ("included.txt", $"{number}\n"),
        ("include.yml", "_metadata: {type: t}\nincluded: ${file:included.txt}\n"),
    ];

    private static List<long> NumbersOf(ResolvedConfiguration configuration)
    {
        var numbers = new List<long>();
        Gather(configuration.Root);
        return numbers;

        void Gather(ConfigNode node)
        {
            switch (node)
            {
                case MappingNode mapping:
                    foreach (var entry in mapping)
                    {
                        Gather(entry.Value);
                    }

                    break;
                case SequenceNode sequence:
                    foreach (var item in sequence)
                    {
                        Gather(item);
                    }

                    break;
                case ScalarNode scalar:
                    numbers.Add(long.Parse(scalar.Text, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }
}
