using System.CommandLine;
using Strata.Cli.Serving;

namespace Strata.Cli;

/// <summary>
/// Arguments as people may write them beyond what the parser knows: options before the command (<c>strata -d conf resolve</c>), and
/// a short option's value right behind it (<c>-ojson</c>). They become what the parser knows.
/// </summary>
internal sealed class CommandArguments
{
    private readonly Option[] _options = [.. new SharedOptions().All, .. new ServerOptions().All];
    private readonly List<string> _read = [];

    // Where the first argument stands that is no shared option: the command, or what has a meaning without one.
    private readonly int? _start;

    private CommandArguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                _start ??= _read.Count;
                _read.AddRange(args.AsSpan(i));
                return;
            }

            var option = OptionOf(args[i], out var isComplete);
            if (option is null)
            {
                _start ??= _read.Count;
            }

            // What all short options take: a value. The parser would look for further options in it.
            _read.Add(option is not null && IsAttached(args[i]) ? $"{args[i][..2]}={args[i][2..]}" : args[i]);
            if (option is not null && !isComplete && i + 1 < args.Length)
            {
                _read.Add(args[++i]);
            }
        }
    }

    /// <summary>The arguments, the command before its options.</summary>
    /// <exception cref="UsageException">There are options only.</exception>
    public static string[] Read(string[] args)
    {
        // Most often nothing is to be done; knowing the options takes time.
        if (args is not [['-', ..], ..] && !Array.Exists(args, IsAttached))
        {
            return args;
        }

        var arguments = new CommandArguments(args);
        var read = arguments._read;
        if (arguments._start is not { } start)
        {
            throw CommandMissing;
        }

        // A command of a command: its options are known behind both words.
        var end = CommandTree.HasCommands(read[start]) && start + 1 < read.Count && !read[start + 1].StartsWith('-') ? start + 2 : start + 1;

        // "--help", "--version" and the command "help" take no options.
        return read[start].StartsWith('-') || read[start] == "help" ? [.. read[start..]] : [.. read[start..end], .. read[..start], .. read[end..]];
    }

    public static UsageException CommandMissing => new("a command is missing", "strata --help lists the commands; strata resolve docker is a good first one");

    private static bool IsAttached(string arg) => arg is ['-', not '-', not ('=' or ':'), ..];

    private Option? OptionOf(string arg, out bool isComplete)
    {
        var end = IsAttached(arg) ? 2 : arg.AsSpan().IndexOfAny('=', ':');
        var name = end < 0 ? arg : arg[..end];
        var option = Array.Find(_options, option => option.Name == name || option.Aliases.Contains(name));
        isComplete = end >= 0 || option?.ValueType == typeof(bool);
        return option;
    }
}
