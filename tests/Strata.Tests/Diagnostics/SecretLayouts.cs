using CsCheck;

namespace Strata.Tests.Diagnostics;

/// <summary>Texts in any layout of YAML, JSON and dotenv that hold a canary at secret places only, whole or broken by an edit elsewhere.</summary>
internal static class SecretLayouts
{
    public const string Canary = "Qz7";

    // Its list belongs to the key by the very column that an edit changes.
    private const int DashesBeneathTheKey = 9;

    private static readonly Gen<string> SecretKey = Gen.OneOf("password", "db_password", "apiKey", "\"token\"", "'client-secret'", "DSN", "\"private_key\"", "credentials");
    private static readonly Gen<string> OpenKey = Gen.OneOf("host", "\"port\"", "'a b'", "x", "items", "list-of");
    private static readonly Gen<string> Step = Gen.OneOf("  ", "    ", " ");
    private static readonly Gen<string> SecretWord = Gen.OneOf(Canary, $"{Canary} x", $"a,{Canary}", $"a, {Canary}", $"{Canary}#b", $"x:{Canary}", $"{Canary}}}", $"-{Canary}", $"\\{Canary}");

    private static readonly string[] Edits = ["", "\"", "'", "{", "}", "[", "]", ":", ",", "\t", " ", "#", "|", "&", "*"];

    /// <summary>Texts that hold the canary under secret keys.</summary>
    public static Gen<string> Any { get; } = Gen.Recursive<string>(static (depth, inner) =>
        Entry(depth > 3 ? Gen.Const("v") : inner).Array[1, 4].Select(static entries => string.Join("\n", entries)));

    /// <summary>Every form, with every character put in or taken out wherever that destroys no secret key.</summary>
    public static IEnumerable<string> Broken()
    {
        var forms = Enumerable.Range(0, 16).Where(static form => form != DashesBeneathTheKey).SelectMany(static form => new[] { Secret("password", Canary, "  ", form), Secret("\"api_key\"", $"a, {Canary}", "    ", form) })
            .Concat(Enumerable.Range(0, 8).SelectMany(static form => new[] { "db: " + Flow("token", $"{Canary}}}", "  ", form), "- " + Flow("'pwd'", $"{Canary} x", "  ", form) }));
        foreach (var form in forms)
        {
            foreach (var text in (string[])[$"host: 1\n{form}\nport: 2\n", $"a:\n  - b:\n{Indent(form, "      ")}\n  - c\n"])
            {
                for (var place = 0; place < text.Length; place++)
                {
                    foreach (var edit in Edits)
                    {
                        if (IsHarmless(text, place, edit))
                        {
                            yield return edit.Length > 0 ? text.Insert(place, edit) : text.Remove(place, 1);
                        }
                    }
                }
            }
        }
    }

    private static Gen<string> Entry(Gen<string> nested) => Gen.OneOf(
        OpenKey.Select(static key => $"{key}: 1"),
        Gen.Select(OpenKey, AnyFlow).Select(static (key, flow) => $"{key}: {flow}"),
        AnyFlow.Select(static flow => $"- {flow}"),
        Gen.Select(OpenKey, Step, nested).Select(static (key, step, inner) => $"{key}:\n{Indent(inner, step)}"),
        Gen.Select(Step, nested).Select(static (_, inner) => $"- {Indent(inner, "  ")[2..]}"),
        Gen.Select(SecretKey, SecretWord, Step, Gen.Int[0, 15]).Select(Secret));

    private static Gen<string> AnyFlow => Gen.Select(SecretKey, SecretWord, Step, Gen.Int[0, 7]).Select(Flow);

    private static string Flow(string key, string word, string step, int form) => form switch
    {
        0 => $"{{x: 1, {key}: \"{word}\", y: 2}}",
        1 => $"{{x: 1, {key}: {Canary}, y: 2}}",
        2 => $"{{{key}: [{Canary}, '{word}'], y: 2}}",
        3 => $"{{{key}: {{a: \"{word}\", b: {Canary}}}}}",
        4 => $"{{x: [1, {{{key}: '{Canary}'}}], y: 2}}",
        5 => $"{{x: 1,\n{step}{step}{key}:\n{step}{step}{step}\"{word}\",\n{step}{step}y: 2}}",
        6 => $"{{{key}: \"a\n{step}{step}{word}\n\n{step}{step}{word}\"}}",
        _ => $"{{{key}: [\n{step}{step}{Canary},\n{step}{step}\"{word}\"\n{step}]}}",
    };

    private static string Secret(string key, string word, string step, int form) => form switch
    {
        0 => $"{key}: {word}",
        1 => $"{key}: \"{word}\" # note",
        2 => $"{key}: '{word}'",
        3 => $"{key}:\n{step}{word}",
        4 => $"{key}: one\n{step}{word}\n{step}{word}",
        5 => $"{key}: |\n{step}{word}\n\n{step}  {word}\n{step}password: {word}",
        6 => $"{key}: >-\n{step}a: {word}\n{step}- {word}\n{step}# {word}",
        7 => $"{key}: \"one\n{step}{word}\\\"\n{step}{word}\"",
        8 => $"{key}: 'one''\n\n{step}{word}'",
        9 => $"{key}:\n- {word}\n- a: {word}\n  b: {word}",
        10 => $"{key}:\n{step}- {word}\n\n# about {Canary.ToLowerInvariant()}\n{step}- - {word}",
        11 => $"{key}:\n{step}a: {word}\n{step}b:\n{step}{step}c: {word}\n{step}d: {word}",
        12 => $"? {key}\n: {word}",
        13 => $"? {key}\n:\n{step}- {word}",
        14 => $"open: !secret {word}\nother: !secret |\n{step}{word}",
        _ => $"url: https://user:{Canary}@host/path",
    };

    private static string Indent(string text, string step) => step + text.Replace("\n", "\n" + step, StringComparison.Ordinal);

    // An edit inside a key's name or right behind it makes another key of it; one inside the canary, another text; one in the
    // indentation, or a bracket that ends a secret mapping early, puts what follows under another key.
    private static bool IsHarmless(string text, int place, string edit)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, place - 1)) + 1;
        var end = text.IndexOf('\n', place);
        var line = text[start..(end < 0 ? text.Length : end)];
        return place > start && (edit == "\t" || !string.IsNullOrWhiteSpace(text[start..(place + 1)]))
            && !line.Contains("://", StringComparison.Ordinal)
            && !line.Contains("!secret", StringComparison.Ordinal)
            && !(edit is "}" or "]" && line.Contains("{a:", StringComparison.Ordinal))
            && !(char.IsLetterOrDigit(text[place]) && (edit.Length == 0 || (place > 0 && char.IsLetterOrDigit(text[place - 1]))))
            && !(edit.Length == 0 && text[place] is '_' or '-' or '\n' or ' ' or ':')
            && text[place] != '_' && (place == 0 || text[place - 1] != '_');
    }
}
