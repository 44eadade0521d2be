using System.CommandLine;
using System.Globalization;
using Strata.Documents;
using Strata.Layers;
using Strata.Layers.Conditions;

namespace Strata.Cli;

/// <summary>What was typed for the options that every command has, read and checked.</summary>
internal sealed class OptionValues(SharedOptions options, ParseResult parsed)
{
    /// <summary>The context tags.</summary>
    public IEnumerable<string> Contexts => (parsed.GetValue(options.Contexts) ?? []).Where(static tag => tag.Length > 0);

    /// <summary>The application's version; null for none.</summary>
    public string? Version
    {
        get
        {
            var text = NotEmpty(options.AppVersion);
            return text is null || SemanticVersion.TryParse(text, out _)
                ? text
                : throw new UsageException($"--app-version \"{text}\" is no version", "write 2.1.0, 2.1.0-rc.1 or 2.1.0.6");
        }
    }

    /// <summary>The instant; null for now.</summary>
    public DateTimeOffset? Now => parsed.GetValue(options.Now) is not { } text
        ? null
        : InstantText.Read(text) ?? throw new UsageException($"--now \"{text}\" is no instant", "write ISO 8601: 2026-12-01T08:30:00Z");

    /// <summary>The files with keys.</summary>
    public string[] KeyFiles
    {
        get
        {
            var files = parsed.GetValue(options.KeyFiles) ?? [];
            return Array.IndexOf(files, "") < 0 ? files : throw new UsageException("--key-file takes the path of a file");
        }
    }

    /// <summary>The descriptor of a passphrase; null for none.</summary>
    public int? PassphraseDescriptor => parsed.GetValue(options.PassphraseDescriptor) switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) => descriptor,
        _ => throw new UsageException("--passphrase-fd takes the number of a descriptor", "write --passphrase-fd 3 3< FILE"),
    };

    /// <summary>The values over all overrides.</summary>
    public string[] Assignments
    {
        get
        {
            var assignments = parsed.GetValue(options.Set) ?? [];
            foreach (var assignment in assignments)
            {
                // Not shown: it may be a secret.
                if (AssignedLayers.ProblemOf(assignment) is { } problem)
                {
                    throw new UsageException($"--set cannot be read: {problem}", AssignedLayers.Form);
                }
            }

            return assignments;
        }
    }

    /// <summary>The limits.</summary>
    /// <param name="otherwise">Those that hold where nothing was typed.</param>
    public ParseLimits Limits(ParseLimits otherwise) => otherwise with
    {
        MaxFileBytes = Positive(options.MaxFileSize, otherwise.MaxFileBytes, int.MaxValue - 1),
        MaxDepth = (int)Positive(options.MaxDepth, otherwise.MaxDepth, 1000),
        MaxNodes = (int)Positive(options.MaxNodes, otherwise.MaxNodes, int.MaxValue - 1),
    };

    /// <summary>A text. An empty one is none, as an empty variable is: a script that passes on one which nobody set means nothing by it.</summary>
    public string? NotEmpty(Option<string?> option) => parsed.GetValue(option) is { Length: > 0 } value ? value : null;

    /// <summary>Names with their values.</summary>
    public Dictionary<string, string> Pairs(Option<string[]> option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in parsed.GetValue(option) ?? [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                // The text may be a secret without its name.
                throw new UsageException($"{option.Name} takes NAME=VALUE", $"write {option.Name} NAME=VALUE");
            }

            pairs[pair[..equals]] = pair[(equals + 1)..];
        }

        return pairs;
    }

    private long Positive(Option<string?> option, long otherwise, long most)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return otherwise;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= most
            ? value
            : throw new UsageException($"{option.Name} \"{text}\" is out of range", string.Create(CultureInfo.InvariantCulture, $"write a whole number from 1 to {most}"));
    }
}
