using System.Buffers;
using Strata.Output;
using Strata.Values;

namespace Strata.Exporting.Exporters;

/// <summary>
/// <c>appsettings.json</c> of .NET: the keys are those that its binder looks for, <c>MaxSize</c> for <c>max_size</c>. The level of
/// <c>logging.level</c> is said in .NET's words too, where the host looks for it.
/// </summary>
internal sealed class AppSettingsExporter : IConfigurationExporter
{
    private static readonly Dictionary<string, string> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = "Trace",
        ["debug"] = "Debug",
        ["info"] = "Information",
        ["information"] = "Information",
        ["warning"] = "Warning",
        ["warn"] = "Warning",
        ["error"] = "Error",
        ["critical"] = "Critical",
        ["fatal"] = "Critical",
        ["none"] = "None",
        ["off"] = "None",
    };

    private static readonly SearchValues<char> OfWords = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    public string Name => "appsettings";

    public string Description => "appsettings.json, with the keys that .NET's binder looks for";

    public void Export(ExportContext context)
    {
        var root = (MappingNode)Renamed(context, context.Root, ConfigPath.Root);
        if (context.Peek("logging") is { Exists: true } logging && !logging.Has("log_level") && logging.Text("level") is { } level)
        {
            root = WithLogLevel(context, root, level);
        }

        context.AddJson("appsettings.json", holdsSecrets: true, root);
    }

    private static MappingNode WithLogLevel(ExportContext context, MappingNode root, string level)
    {
        if (!Levels.TryGetValue(level, out var name))
        {
            context.Warn(ConfigPath.Parse("logging.level"), "logging.level is none of .NET's levels, and Logging:LogLevel is left out", $"write one of {string.Join(", ", Levels.Keys)}");
            return root;
        }

        var settings = new ObjectShape();
        foreach (var entry in root.Entries)
        {
            settings.Add(entry.Key, entry is { Key: "Logging", Value: MappingNode logging } ? Joined(logging, name) : entry.Value);
        }

        return settings.Build();
    }

    private static MappingNode Joined(MappingNode logging, string level)
    {
        var joined = new ObjectShape().Add("LogLevel", new ObjectShape().Add("Default", level).Build());
        foreach (var entry in logging.Entries)
        {
            joined.Add(entry.Key, entry.Value);
        }

        return joined.Build();
    }

    private static ConfigNode Renamed(ExportContext context, ConfigNode node, ConfigPath path)
    {
        switch (node)
        {
            case MappingNode mapping:
                var renamed = new ObjectShape();
                var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                foreach (var entry in mapping.Entries)
                {
                    var key = KeyOf(entry.Key);
                    var place = path.Append(entry.Key);
                    if (!known.TryAdd(key, entry.Key))
                    {
                        context.Fail(place, $"{path.Append(known[key])} and {place} both become {key} in .NET, which has no case and no underscores", "rename one of them");
                    }
                    else if (key.Contains(':', StringComparison.Ordinal))
                    {
                        context.Fail(place, $"the key {place} holds a colon, which divides keys in .NET", "rename it");
                    }

                    renamed.Add(key, Renamed(context, entry.Value, place));
                }

                return renamed.Build();
            case SequenceNode sequence:
                return ListShape.Of(sequence.Items.ToArray().Select((item, index) => Renamed(context, item, path.Append(index))));
            default:
                return node;
        }
    }

    // A key with capitals or other signs is a name of its own: X-Frame-Options.
    private static string KeyOf(string key)
    {
        if (key.Length == 0 || key.AsSpan().ContainsAnyExcept(OfWords) || !char.IsAsciiLetter(key[0]))
        {
            return key;
        }

        return string.Concat(key.Split('_').Select(static word => word.Length == 0 ? "" : $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
    }
}
