using System.CommandLine;
using Strata.Server.Hosting;

namespace Strata.Server.Logging;

/// <summary>The options that say what configures the log.</summary>
internal sealed class LoggingArguments
{
    private readonly Option<string?> _type = new("--logging") { HelpName = "TYPE", Description = "Log as the section logging of this type in the space default says, from each head on (default: lines on standard output)" };

    private readonly Option<string?> _file = new("--logging-config") { HelpName = "FILE", Description = "The same, of a file beside the server, which is read again when it changes" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_type, _file];

    /// <summary>The type and the file; null for what was not said.</summary>
    /// <exception cref="SettingException">Both were.</exception>
    public (string? Type, string? File) Read(ParseResult parsed)
    {
        var (type, file) = (ServerArguments.Given(parsed, _type), ServerArguments.Given(parsed, _file));
        return type is not null && file is not null
            ? throw new SettingException("--logging and --logging-config are given, and the log follows one of them", "leave one of them out")
            : (type, file);
    }
}
