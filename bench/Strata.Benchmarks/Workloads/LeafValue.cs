using System.Globalization;

namespace Strata.Benchmarks.Workloads;

/// <summary>One value in both spellings: as it stands after the colon in YAML, and in the JSON twin.</summary>
internal readonly record struct LeafValue(string Yaml, string Json)
{
    /// <summary>Draws a value of a kind, or, when <paramref name="template"/> is given, that variable with the value as its default.</summary>
    public static LeafValue Draw(LeafKind kind, string? template, SplitMix64 random)
    {
        var value = kind switch
        {
            LeafKind.Integer => Literal((random.Below(100) * 50 + random.Below(50)).ToString(CultureInfo.InvariantCulture)),
            LeafKind.Float => Literal($"{random.Below(10)}.{random.Below(100):00}"),
            LeafKind.Boolean => Literal(random.Chance(50) ? "true" : "false"),
            LeafKind.Word => Plain(random.Pick<string>(Vocabulary.Words)),
            LeafKind.Address => Plain($"{random.Pick<string>(Vocabulary.Hosts)}-{random.Below(40)}.eu-west.internal"),
            LeafKind.FilePath => Plain($"/var/lib/{random.Pick<string>(Vocabulary.Hosts)}/{random.Pick<string>(Vocabulary.Words)}/{random.Below(100)}"),
            LeafKind.QuotedText => Quoted($"{random.Pick<string>(Vocabulary.Phrases)} ({random.Below(1000)})", random),
            _ => List(random),
        };
        if (template is null)
        {
            return value;
        }

        var text = $"${{{template}:-{value.Yaml.Trim('"', '\'')}}}";
        return kind == LeafKind.QuotedText ? new($"\"{text}\"", $"\"{text}\"") : Plain(text);
    }

    private static LeafValue Literal(string text) => new(text, text);

    private static LeafValue Plain(string text) => new(text, $"\"{text}\"");

    private static LeafValue Quoted(string text, SplitMix64 random)
    {
        var mark = random.Chance(50) ? '"' : '\'';
        return new($"{mark}{text}{mark}", $"\"{text}\"");
    }

    private static LeafValue List(SplitMix64 random)
    {
        var items = new string[2 + random.Below(3)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = random.Pick<string>(Vocabulary.Words);
        }

        return new($"[{string.Join(", ", items)}]", $"[{string.Join(", ", items.Select(item => $"\"{item}\""))}]");
    }
}
