using System.Collections.Immutable;
using System.CommandLine;
using Strata.Explanations;
using Strata.Selection;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata diff A B</c>: compares two resolutions.</summary>
internal static class DiffCommand
{
    private const string SideForm = "TYPE[,environment=E][,tenant=T][,context=C][,fact.K=V]";

    private static readonly string[] Keys = ["environment", "tenant", "context", "fact."];

    public static Command Create(CommandHost host)
    {
        var left = new Argument<string>("A") { Description = SideForm };
        var right = new Argument<string>("B") { Description = SideForm };
        var command = new Command("diff", "Compare two resolutions") { left, right };
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ReportFormats, fromServer: true);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetRequiredValue(left), parsed.GetRequiredValue(right)));
        return command;
    }

    private static int Run(Invocation invocation, string leftSide, string rightSide)
    {
        var format = invocation.FormatName(SharedOptions.ReportFormats);
        var (leftContext, rightContext) = (Side(invocation, leftSide), Side(invocation, rightSide));
        var (left, right) = invocation.Resolve(leftContext, rightContext);
        foreach (var side in new[] { left, right })
        {
            if (!Invocation.IsUsable(side))
            {
                return ExitCode.Of(side.Validation, invocation.Strict);
            }
        }

        var changes = left.Configuration!.DiffTo(right.Configuration!);
        if (format == "text")
        {
            invocation.WriteText(ChangeText.Of(changes, invocation.Reveal, invocation.HasColour));
        }
        else
        {
            invocation.Write(format, ChangeShape.Of(changes, invocation.Reveal), default);
        }

        return changes.IsEmpty ? ExitCode.Done : ExitCode.Invalid;
    }

    private static ResolutionContext Side(Invocation invocation, string text)
    {
        var parts = text.Split(',');
        if (parts[0].Length == 0)
        {
            throw new UsageException($"\"{text}\" names no TYPE", $"write {SideForm}");
        }

        var context = invocation.ContextOf(parts[0]);
        var given = new HashSet<string>(StringComparer.Ordinal);
        var tags = ImmutableArray.CreateBuilder<string>();
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? part : part[..equals];
            var value = equals < 0 ? "" : part[(equals + 1)..];
            var name = key == "env" ? "environment" : key;
            if (name != "context" && !given.Add(name))
            {
                throw new UsageException($"\"{text}\" says {name} twice", "a side has one of it; to compare two values, write one on each side");
            }

            switch (key)
            {
                case "environment" or "env" when value.Length > 0:
                    context = invocation.In(value, context);
                    break;
                case "tenant" when value.Length > 0:
                    context = context with { Tenant = value };
                    break;
                case "context" when value.Length > 0:
                    tags.Add(value);
                    break;
                case ['f', 'a', 'c', 't', '.', _, ..] when equals > 0:
                    context = context with { Facts = context.Facts.SetItem(key["fact.".Length..], value) };
                    break;
                default:
                    var near = EditDistance.Nearest(key, Keys);
                    throw new UsageException($"\"{part}\" is not understood", near is null ? $"write {SideForm}" : $"did you mean {near}?");
            }
        }

        return tags.Count == 0 ? context : context with { Contexts = tags.ToImmutable() };
    }
}
