using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Strata.Auditing;
using Strata.Cli.Serving;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata audit export|verify</c>: takes a server's audit log with one, and finds whether anybody changed it.</summary>
internal static class AuditCommand
{
    private const int Page = 500;

    public static Command Create(CommandHost host) => new(CommandTree.AuditName, "Export a server's audit log, and verify that nobody changed it")
    {
        Export(host),
        Verify(host),
    };

    private static Command Export(CommandHost host)
    {
        var (options, server) = (new SharedOptions(), new ServerOptions());
        var command = new Command("export", "Write the audit log, a line of JSON for each row: of all spaces, or of --space");
        options.AddTo(command, SharedOptions.ReportFormats);
        server.AddToWriting(command);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            using var session = SpaceSession.Open(invocation, server, host, parsed);
            foreach (var row in RowsOf(session, server.SpaceOf(parsed)))
            {
                using var stream = new MemoryStream();
                using (var json = new Utf8JsonWriter(stream))
                {
                    row.Write(json);
                }

                invocation.WriteText($"{Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length)}\n");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify(CommandHost host)
    {
        var (options, server) = (new SharedOptions(), new ServerOptions());
        var file = new Argument<string?>("FILE") { Description = "What export wrote (default: the log of the server)", Arity = ArgumentArity.ZeroOrOne };
        var expect = new Option<string[]>("--expect") { HelpName = "[SPACE@]N:HASH", Description = "A row that was noted earlier, and must be there still; repeatable", DefaultValueFactory = static _ => [] };
        var command = new Command("verify", "Compute every hash of an audit log again, name the first broken row, and print where each chain ends") { file, expect };
        options.AddTo(command, SharedOptions.ReportFormats);
        server.AddToWriting(command);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            var format = invocation.FormatName(SharedOptions.ReportFormats);
            var space = server.SpaceOf(parsed);
            var expected = parsed.GetRequiredValue(expect).Select(text => ExpectedRow.Read(text, space)).ToArray();
            if (parsed.GetValue(file) is { } named)
            {
                return Report(invocation, format, invocation.Ask(() => Follow(RowsOf(named, invocation).Where(row => space is null || row.Space == space), expected)));
            }

            using var session = SpaceSession.Open(invocation, server, host, parsed);
            return Report(invocation, format, invocation.Ask(() => Follow(RowsOf(session, space), expected)));
        });
        return command;
    }

    private static int Report(Invocation invocation, string format, AuditChain chain)
    {
        if (format != "text")
        {
            return invocation.Write(
                format,
                new ObjectShape()
                    .Add("valid", true)
                    .Add("rows", chain.Rows)
                    .Add("chains", ListShape.Of(chain.Heads.Select(static head => (ConfigNode)new ObjectShape().Add("space", head.Key).Add("number", head.Value.Number).Add("hash", head.Value.Hash).Build())))
                    .Build(),
                default);
        }

        invocation.WriteText(string.Concat(chain.Heads.Select(static head => $"{(head.Key.Length == 0 ? "" : $"{head.Key}@")}{head.Value}\n")));
        invocation.Note(string.Create(CultureInfo.InvariantCulture, $"{chain.Rows} rows, each as it was written; note where the chains end, to --expect it the next time"));
        return ExitCode.Done;
    }

    private static AuditChain Follow(IEnumerable<AuditRow> rows, ExpectedRow[] expected)
    {
        var chain = new AuditChain();
        var left = expected.ToList();
        foreach (var row in rows)
        {
            if (chain.Follow(row) is { } problem)
            {
                throw Broken($"row {Shown(row.Space, row.Number)} of the audit log is broken: {problem}");
            }

            if (left.Find(one => one.Space == row.Space && one.Number == row.Number) is { } noted)
            {
                left.Remove(noted);
                if (!noted.Hash.Equals(row.Hash, StringComparison.OrdinalIgnoreCase))
                {
                    throw Broken($"row {Shown(row.Space, row.Number)} of the audit log is another than the one that was noted: the log was written anew from there or before");
                }
            }
        }

        return left is [var missing, ..] ? throw Broken($"row {Shown(missing.Space, missing.Number)} of the audit log is not there: its end was cut off") : chain;
    }

    private static IEnumerable<AuditRow> RowsOf(SpaceSession session, string? space)
    {
        string? next = null;
        do
        {
            var answer = session.Get(session.Address.OfServer(string.Create(CultureInfo.InvariantCulture, $"audit?limit={Page}{(space is null ? "" : $"&space={Uri.EscapeDataString(space)}")}{(next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}")}")));
            foreach (var item in session.Invocation.Ask(() => answer.List("items").ToList()))
            {
                yield return session.Invocation.Ask(() => RowOf(item, null));
            }

            next = ServerAnswer.TextOf(answer.Body, "next");
        }
        while (next is not null);
    }

    private static IEnumerable<AuditRow> RowsOf(string file, Invocation invocation)
    {
        using var reader = invocation.Ask(() => File.Exists(file) ? new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true)) : throw Missing(file));
        var line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length > 0)
            {
                yield return RowOf(text, file, line);
            }
        }
    }

    private static AuditRow RowOf(string text, string file, int line)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");
        try
        {
            using var document = JsonDocument.Parse(text);
            return RowOf(document.RootElement, place);
        }
        catch (JsonException)
        {
            throw Broken($"{place} is no row of an audit log: it is no JSON");
        }
    }

    private static AuditRow RowOf(JsonElement json, string? place)
    {
        try
        {
            return AuditRow.Read(json);
        }
        catch (FormatException exception)
        {
            throw Broken($"{place ?? "what the server sent"} is no row of an audit log: {exception.Message}");
        }
    }

    private static string Shown(string space, long number) => string.Create(CultureInfo.InvariantCulture, $"{(space.Length == 0 ? "" : $"{TerminalText.Harmless(space)}@")}{number}");

    private static ServerProblemException Broken(string message) =>
        new([new Diagnostic(DiagnosticCode.BrokenAudit, DiagnosticSeverity.Error, message) { Hint = "keep the log as it is, and compare it with a backup, or with what was exported earlier" }]);

    private static ServerProblemException Missing(string file) =>
        new([new Diagnostic(DiagnosticCode.MissingFile, DiagnosticSeverity.Error, $"there is no file {file}") { Hint = "correct the path; strata audit export writes one" }]);

    /// <summary>A row as somebody noted it.</summary>
    private sealed record ExpectedRow(string Space, long Number, string Hash)
    {
        private const int HashLength = 64;

        public static ExpectedRow Read(string text, string? space)
        {
            var at = text.LastIndexOf('@');
            var colon = text.LastIndexOf(':');
            return colon > at && long.TryParse(text.AsSpan(at + 1, colon - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && text.Length - colon - 1 == HashLength
                ? new ExpectedRow(at < 0 ? space ?? "" : text[..at], number, text[(colon + 1)..])
                : throw new UsageException($"--expect \"{text}\" is no row", "write what verify printed: shop@12:9f86d0...");
        }
    }
}
