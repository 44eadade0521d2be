using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Secrets.Age;
using Strata.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata.Projects;

/// <summary>Reads a project's file, and reports every part of it that is not understood.</summary>
/// <param name="path">The file, as it is shown to people.</param>
/// <param name="diagnostics">Where problems go.</param>
internal sealed class ProjectReader(string path, DiagnosticBag diagnostics)
{
    private static readonly string[] Keys = ["directory", "include_directories", "keys", "limits", "matrix", "production", "rules", "variables"];
    private static readonly string[] LimitKeys = ["max_depth", "max_file_size", "max_nodes"];
    private static readonly string[] KeyKeys = ["age_identity_files", "age_recipients", "key_file", "pins"];
    private static readonly string[] Severities = ["error", "off", "suggestion", "warning"];

    private readonly string _folder = Path.GetDirectoryName(FullPath.Of(path)) ?? "";

    public ProjectFile Read(ParsedDocument document)
    {
        foreach (var tag in document.UnknownTags)
        {
            diagnostics.Add(Diagnostic.At(document.Source.Text, tag.Position, DiagnosticCode.UnknownTag, DiagnosticSeverity.Error, $"unknown tag {Quotation.Of(YamlTag.Spell(tag.Tag))}") with { Hint = "remove it" });
        }

        var project = new ProjectFile { File = path, Folder = _folder, Directory = Path.Combine(_folder, OverrideManager.DefaultDirectory) };
        var root = new MetadataValue(document.Root, ConfigPath.Root, document.Root.Position, DiagnosticCode.WrongType, diagnostics);
        foreach (ref readonly var entry in document.Root.Entries)
        {
            var value = root.Child(entry);
            switch (entry.Key)
            {
                case "directory":
                    project = value.TryName("the path of a directory", out var directory) ? project with { Directory = Path.GetFullPath(directory, _folder), DirectoryNode = value.Node } : project;
                    break;
                case "include_directories":
                    project = project with { IncludeDirectories = [.. ReadNames(value, "the path of a directory").Select(name => Path.GetFullPath(name.Text!, _folder))] };
                    break;
                case "matrix":
                    project = project with { Matrix = MatrixReader.Read(value) };
                    break;
                case "rules":
                    project = project with { Severities = ReadSeverities(value) };
                    break;
                case "production":
                    project = project with { Production = new ProductionEnvironments([.. ReadNames(value, "the name of an environment").Select(static name => name.Text!)]) };
                    break;
                case "limits":
                    project = project with { Limits = ReadLimits(value) };
                    break;
                case "variables":
                    project = project with { Variables = ReadVariables(value) };
                    break;
                case "keys":
                    var (keyFiles, recipients, pins) = ReadKeys(value);
                    project = project with { KeyFiles = keyFiles, AgeRecipients = recipients, Pins = pins };
                    break;
                default:
                    value.UnknownKey(DiagnosticCode.UnknownKey, "key", Keys);
                    break;
            }
        }

        return project;
    }

    /// <summary>A text or a list of texts, none empty.</summary>
    public static ImmutableArray<Named> ReadNames(MetadataValue value, string expected)
    {
        var names = ImmutableArray.CreateBuilder<Named>();
        foreach (var item in value.Items())
        {
            if (item.TryName(expected, out var name))
            {
                names.Add(new Named(name, item.Node));
            }
        }

        return names.DrainToImmutable();
    }

    private static RuleSeverities ReadSeverities(MetadataValue value)
    {
        var severities = ImmutableDictionary.CreateBuilder<DiagnosticCode, DiagnosticSeverity?>();
        if (value.TryMapping("a mapping of rules to severities", out var mapping))
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                var child = value.Child(entry);
                var isRule = RuleOf(entry.Key, child, out var code);
                if (child.TryText("off, suggestion, warning or error", out var text) && SeverityOf(text, child, out var severity) && isRule)
                {
                    severities[code] = severity;
                }
            }
        }

        return new RuleSeverities(severities.ToImmutable());
    }

    private static bool RuleOf(string key, MetadataValue value, out DiagnosticCode code)
    {
        code = default;
        if (key.Length == 7 && key.StartsWith("STR", StringComparison.Ordinal) && int.TryParse(key.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            code = new DiagnosticCode(number);
            if (code.IsRule)
            {
                return true;
            }

            value.UnknownKey(DiagnosticCode.UnknownKey, "rule", [], "only the findings of rules, STR6001 to STR6999, can be graver or less grave");
            return false;
        }

        value.UnknownKey(DiagnosticCode.UnknownKey, "rule", [], "name rules by their codes: STR6012");
        return false;
    }

    private static bool SeverityOf(string text, MetadataValue value, out DiagnosticSeverity? severity)
    {
        severity = text switch
        {
            "error" => DiagnosticSeverity.Error,
            "warning" => DiagnosticSeverity.Warning,
            "suggestion" => DiagnosticSeverity.Suggestion,
            _ => null,
        };
        if (severity is not null || text == "off")
        {
            return true;
        }

        (value with { Code = DiagnosticCode.NotAllowed }).Error(
            $"{value.Quoted(text)} is no severity",
            EditDistance.Nearest(text, Severities) is { } near ? $"did you mean \"{near}\"?" : "write off, suggestion, warning or error");
        return false;
    }

    private static ProjectLimits ReadLimits(MetadataValue value)
    {
        var limits = default(ProjectLimits);
        if (!value.TryMapping("a mapping of limits", out var mapping))
        {
            return limits;
        }

        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case "max_file_size":
                    limits = limits with { MaxFileBytes = ReadNumber(child, int.MaxValue - 1) };
                    break;
                case "max_depth":
                    limits = limits with { MaxDepth = (int?)ReadNumber(child, 1000) };
                    break;
                case "max_nodes":
                    limits = limits with { MaxNodes = (int?)ReadNumber(child, int.MaxValue - 1) };
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.UnknownKey, "limit", LimitKeys);
                    break;
            }
        }

        return limits;
    }

    private static long? ReadNumber(MetadataValue value, long most)
    {
        if (value.Node is not ScalarNode { Type: ScalarType.Integer } scalar)
        {
            value.Mismatch("a whole number");
            return null;
        }

        if (scalar.TryGetInt64(out var number) && number > 0 && number <= most)
        {
            return number;
        }

        (value with { Code = DiagnosticCode.OutOfRange }).Error($"\"{value.Name}\" is out of range", string.Create(CultureInfo.InvariantCulture, $"write a whole number from 1 to {most}"));
        return null;
    }

    private static ImmutableSortedDictionary<string, string> ReadVariables(MetadataValue value)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (value.TryMapping("a mapping of variables to what they are for", out var mapping))
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (value.Child(entry).TryText("text", out var description, mayHoldTemplates: true))
                {
                    variables[entry.Key] = description;
                }
            }
        }

        return variables.ToImmutable();
    }

    private static (ImmutableArray<Named> Files, ImmutableArray<string> Recipients, ImmutableSortedDictionary<string, string> Pins) ReadKeys(MetadataValue value)
    {
        if (!value.TryMapping("a mapping of key files", out var mapping))
        {
            return ([], [], ImmutableSortedDictionary<string, string>.Empty);
        }

        var recipients = ImmutableArray.CreateBuilder<string>();
        var pins = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var files = ImmutableArray.CreateBuilder<Named>();
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case "age_identity_files":
                    files.AddRange(ReadNames(child, "the path of a file"));
                    break;
                case "age_recipients":
                    ReadRecipients(child, recipients);
                    break;
                case "pins" when child.TryMapping("a mapping of overrides' names to integrity codes", out var written):
                    foreach (ref readonly var pin in written.Entries)
                    {
                        if (child.Child(pin).TryName("an integrity code", out var code))
                        {
                            pins[pin.Key] = code;
                        }
                    }

                    break;
                case "pins":
                    break;
                case "key_file" when child.TryName("the path of a file", out var file):
                    files.Add(new Named(file, child.Node));
                    break;
                case "key_file":
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.UnknownKey, "key source", KeyKeys);
                    break;
            }
        }

        return (files.DrainToImmutable(), recipients.DrainToImmutable(), pins.ToImmutable());
    }

    private static void ReadRecipients(MetadataValue value, ImmutableArray<string>.Builder recipients)
    {
        foreach (var name in ReadNames(value, "an age recipient"))
        {
            try
            {
                recipients.Add(AgeRecipient.Parse(name.Text!).ToString());
            }
            catch (AgeException problem)
            {
                (value with { Node = name.Node!, Code = DiagnosticCode.NotAllowed }).Error(problem.Message, problem.Hint);
            }
        }
    }
}
