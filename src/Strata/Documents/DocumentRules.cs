using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// The rules that a file of every format is held to: unique keys, the nesting and node limits. Keeps whether the file broke
/// one, and whether reading on has a use.
/// </summary>
internal sealed class DocumentRules(SourceText text, ParseLimits limits, DiagnosticBag diagnostics)
{
    // After so many errors in one file the rest is noise.
    public const int MaxErrors = 100;

    private int _nodes;
    private int _errors;

    public ParseLimits Limits => limits;

    /// <summary>Whether the file has an error; no part of it is then loaded.</summary>
    public bool Failed => _errors > 0;

    /// <summary>Whether reading on has no use.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Reports an error at a place of the file.</summary>
    public void Error(SourcePosition position, DiagnosticCode code, string message, string? hint = null, string? label = null)
    {
        if (_errors++ >= MaxErrors)
        {
            if (!Stopped)
            {
                diagnostics.Add(TooMany(text, position));
            }

            Stopped = true;
            return;
        }

        diagnostics.Add(Diagnostic.At(text, position, code, DiagnosticSeverity.Error, message) with { Hint = hint, Label = label });
    }

    /// <summary>What is said in place of the errors beyond those that are shown.</summary>
    public static Diagnostic TooMany(SourceText text, SourcePosition position) =>
        Diagnostic.At(text, position, DiagnosticCode.TooManyErrors, DiagnosticSeverity.Error, string.Create(CultureInfo.InvariantCulture, $"the file has more errors than the {MaxErrors} that are shown")) with
        {
            Hint = "mend those first: what stands behind this place was not looked at",
        };

    /// <summary>Reports an error after which the rest of the file is not read.</summary>
    public void Stop(SourcePosition position, DiagnosticCode code, string message, string? hint = null)
    {
        if (!Stopped)
        {
            Error(position, code, message, hint);
            Stopped = true;
        }
    }

    /// <summary>Counts a node as it comes, so that a file of millions of tiny ones is refused before it is read to its end.</summary>
    /// <returns>Whether reading goes on.</returns>
    public bool CountNode(SourcePosition position)
    {
        if (_nodes++ >= limits.MaxNodes)
        {
            Stop(position, DiagnosticCode.TooManyNodes, $"the file has more than {Grouped(limits.MaxNodes)} nodes", "split it, or raise the limit (--max-nodes)");
        }

        return !Stopped;
    }

    /// <summary>Counts what an alias repeats, node by node.</summary>
    /// <returns>Whether reading goes on.</returns>
    public bool CountRepeated(ConfigNode node, SourcePosition position)
    {
        if (node.Size > limits.MaxNodes - _nodes)
        {
            Stop(
                position,
                DiagnosticCode.TooManyNodes,
                $"more than {Grouped(limits.MaxNodes)} nodes once aliases are followed",
                "an alias may repeat a large part many times over; write less, or raise the limit (--max-nodes)");
        }

        _nodes += node.Size;
        return !Stopped;
    }

    /// <summary>Refuses a mapping or list that stands too deep; the top level is at depth 1.</summary>
    /// <returns>Whether reading goes on.</returns>
    public bool CheckDepth(int depth, SourcePosition position)
    {
        if (depth > limits.MaxDepth)
        {
            Stop(
                position,
                DiagnosticCode.NestingTooDeep,
                $"mappings and lists are nested deeper than {Grouped(limits.MaxDepth)}",
                "configuration is rarely this deep: look for a missing bracket, or raise the limit (--max-depth)");
        }

        return !Stopped;
    }

    /// <summary>Reports a key that is there already.</summary>
    public void DuplicateKey(string key, SourcePosition position, SourcePosition first, string hint) =>
        Error(position, DiagnosticCode.DuplicateKey, $"duplicate key {Quotation.Of(key)}", hint, $"first defined at {first}");

    /// <summary>Reports a text in which an escape gives half of a character.</summary>
    public void LoneSurrogate(SourcePosition position, string hint) =>
        Error(position, DiagnosticCode.BadEncoding, "an escape gives half of a surrogate pair, which is no character", hint);

    /// <summary>A name as a message shows it, whatever its length.</summary>
    public static string Shorten(string name)
    {
        const int Longest = 100;
        return name.Length <= Longest ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[Longest - 1]) ? Longest - 1 : Longest), "...");
    }

    private static string Grouped(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
