using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Cli.Serving;

/// <summary>A server refuses, or cannot be asked. It carries what is to be told.</summary>
/// <param name="diagnostics">What is to be told, what matters most last.</param>
internal sealed class ServerProblemException(ImmutableArray<Diagnostic> diagnostics) : Exception(diagnostics[^1].Message)
{
    /// <summary>What is to be told.</summary>
    public ValidationResult Validation { get; } = new(diagnostics);

    /// <summary>What the server said it is.</summary>
    public DiagnosticCode Code => Validation.Diagnostics[^1].Code;

    /// <summary>What the server refuses for is out of date by; undefined where that is not it.</summary>
    public JsonElement Difference { get; private init; }

    /// <summary>Nobody answers.</summary>
    public static ServerProblemException Unreachable(string message, string? hint = null) =>
        Of(DiagnosticCode.ServerUnreachable, message, hint ?? "see that it runs, and that --server names it: strata serve starts one at http://127.0.0.1:8000");

    /// <summary>There is nothing, or nothing any more, to show the server.</summary>
    public static ServerProblemException NoCredential(string message, string hint) => Of(DiagnosticCode.MissingCredential, message, hint);

    /// <summary>Nobody signed in, or not in time.</summary>
    public static ServerProblemException SignInFailed(string message, string hint) => Of(DiagnosticCode.SignInFailed, message, hint);

    /// <summary>Something else answers.</summary>
    public static ServerProblemException NoServer(string message) =>
        Of(DiagnosticCode.ServerUnreachable, $"what answers is no strata server: {message}", "see that --server names one");

    /// <summary>What the server sent cannot be used.</summary>
    public static ServerProblemException BadContent(string message) =>
        Of(DiagnosticCode.BadSpaceContent, message, "nothing was kept of it; see that --server names a server that you trust");

    /// <summary>What a server said in <c>application/problem+json</c>.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="place">Says of a file of the space how it is shown, and what it holds where that is known.</param>
    public static ServerProblemException Of(ServerAnswer answer, Func<string, (string File, SourceText? Source)>? place = null)
    {
        if (CodeOf(ServerAnswer.TextOf(answer.Body, "code")) is not { } code || ServerAnswer.TextOf(answer.Body, "title") is not { } title)
        {
            return Unreachable(string.Create(CultureInfo.InvariantCulture, $"the server answers with status {answer.Status} and no reason"), "see that --server names a strata server, and what stands before it");
        }

        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        if (answer.Body.TryGetProperty("diagnostics", out var nested) && nested.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in nested.EnumerateArray())
            {
                if (DiagnosticOf(element, place) is { } diagnostic)
                {
                    diagnostics.Add(diagnostic);
                }
            }
        }

        // They say more than that they are there.
        if (diagnostics.Count == 0 || code != DiagnosticCode.InvalidSpaceContent)
        {
            diagnostics.Add(new Diagnostic(code, DiagnosticSeverity.Error, title) { Hint = ServerHints.Of(code, title) ?? ServerAnswer.TextOf(answer.Body, "hint") });
        }

        return new ServerProblemException(diagnostics.ToImmutable())
        {
            Difference = answer.Body.TryGetProperty("difference", out var difference) ? difference : default,
        };
    }

    private static ServerProblemException Of(DiagnosticCode code, string message, string hint) => new([new Diagnostic(code, DiagnosticSeverity.Error, message) { Hint = hint }]);

    private static Diagnostic? DiagnosticOf(JsonElement element, Func<string, (string File, SourceText? Source)>? place)
    {
        if (CodeOf(ServerAnswer.TextOf(element, "code")) is not { } code || ServerAnswer.TextOf(element, "message") is not { } message)
        {
            return null;
        }

        var severity = ServerAnswer.TextOf(element, "severity") switch
        {
            "warning" => DiagnosticSeverity.Warning,
            "suggestion" => DiagnosticSeverity.Suggestion,
            _ => DiagnosticSeverity.Error,
        };
        var file = ServerAnswer.TextOf(element, "file");
        var (shown, source) = file is null ? (null, null) : place?.Invoke(file) ?? (file, null);
        return new Diagnostic(code, severity, message)
        {
            Path = ServerAnswer.TextOf(element, "path") is { } text && ConfigPath.TryParse(text, out var path, out _) ? path : null,
            File = shown,
            Source = source,
            Position = new SourcePosition(IntOf("line"), IntOf("column")),
            Length = IntOf("length"),
            Hint = ServerAnswer.TextOf(element, "hint"),
        };

        int IntOf(string name) => (int)Math.Clamp(ServerAnswer.NumberOf(element, name) ?? 0, 0, int.MaxValue);
    }

    private static DiagnosticCode? CodeOf(string? text) =>
        text is ['S', 'T', 'R', ..] && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 9999 ? new DiagnosticCode(number) : null;
}
