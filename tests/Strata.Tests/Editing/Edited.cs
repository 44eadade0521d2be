using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Editing;
using Strata.Values;

namespace Strata.Tests.Editing;

/// <summary>Edits a text as a file of some name.</summary>
internal static class Edited
{
    public static ConfigurationText Read(string text, string file = "test.yml")
    {
        var diagnostics = new DiagnosticBag();
        var read = ConfigurationText.Read(file, Encoding.UTF8.GetBytes(text), ParseLimits.Default, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return read!;
    }

    public static string Apply(string text, Action<ConfigurationEdit> change, string file = "test.yml")
    {
        var edit = Read(text, file).Edit();
        change(edit);
        return Encoding.UTF8.GetString(edit.Apply());
    }

    public static string Replace(string text, string path, string value, ScalarType type = ScalarType.String, string file = "test.yml", int document = 0) =>
        Apply(text, edit => edit.Replace(document, ConfigPath.Parse(path), value, type), file);

    public static string Refusal(string text, Action<ConfigurationEdit> change, string file = "test.yml") =>
        Assert.Throws<EditRefusedException>(() => Apply(text, change, file)).Message;

    /// <summary>The value that a YAML text says.</summary>
    public static ConfigNode Node(string yaml) => Documents.Parsed.From($"v: {yaml}").Root["v"];
}
