using Strata.Tests.Sources;
using Strata.Tests.Validation;

namespace Strata.Tests.Live;

/// <summary>What people do to a directory of overrides, at random: the same for the same seed.</summary>
internal sealed class RandomEdits(TempDirectory directory, int seed)
{
    private readonly Random _random = new(seed);
    private int _round;

    /// <summary>Writes the directory the first time, and then changes something in it, or nothing.</summary>
    public void Next()
    {
        if (_round++ == 0)
        {
            foreach (var (name, text) in new RandomProject(seed).Files())
            {
                directory.Write(name, text);
            }

            return;
        }

        var files = Directory.GetFiles(directory.Path, "*.yml").Order(StringComparer.Ordinal).ToArray();
        var file = files[_random.Next(files.Length)];
        switch (_random.Next(10))
        {
            case 0:
                File.AppendAllText(file, "# a comment\n");
                break;
            case 1:
                File.WriteAllText(file, "\n" + File.ReadAllText(file));
                break;
            case 2:
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(-_random.Next(100)));
                break;
            case 3 when files.Length > 2:
                File.Delete(file);
                break;
            case 4:
                File.AppendAllText(file, "broken: [\n");
                break;
            case 5:
                Include(file);
                break;
            default:
                Rewrite();
                break;
        }
    }

    // Another project's file of the same name, in the place of this one's or beside it.
    private void Rewrite()
    {
        var others = new RandomProject(_random.Next()).Files().ToArray();
        var (name, text) = others[_random.Next(others.Length)];
        directory.Write(name, text);
    }

    private void Include(string file)
    {
        directory.Write($"included{_random.Next(2)}.txt", $"text {_random.Next(3)}\n");
        if (_random.Next(2) == 0)
        {
            File.AppendAllText(file, $"i: {{ n: \"${{file:included{_random.Next(2)}.txt}}\", m: \"${{config:a}}\" }}\n");
        }
    }
}
