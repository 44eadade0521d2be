using System.Globalization;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// Puts variables, other values and files into a merged tree. A part of the tree without a template is shared, not copied. A
/// <c>${config:...}</c> is resolved when it is met, each place once; what was put in is never looked at again.
/// </summary>
internal sealed class Interpolator
{
    // An expression further behind in its value or line is shown at the value: a broken file of one line must not take minutes.
    private const int LongestSearch = 4096;

    // To look for the nearest name is slow, and a configuration that misses so many has one cause.
    internal const int MaxHints = 20;

    private readonly InterpolationOptions _options;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<(string Key, int Index)> _path = [];
    private readonly ReferenceTable _references;
    private readonly ValueDecryption _decryption;
    private long _totalLength;
    private int _hints;
    private bool _aborted;

    // What was reported, and which other values were asked for: a part during which neither grew depends on nothing but itself.
    private int _problems;
    private int _asked;

    private Interpolator(MappingNode root, Sensitivity sensitivity, InterpolationOptions options, DiagnosticBag diagnostics)
    {
        _options = options;
        _diagnostics = diagnostics;
        _decryption = new ValueDecryption(this, options.AllowLocked);
        _references = new ReferenceTable(this, root, sensitivity.Root, options.Variables, diagnostics);
    }

    /// <summary>The final tree. Where a value could not be made it keeps its template, and there is an error.</summary>
    public static MappingNode Interpolate(MappingNode root, Sensitivity sensitivity, InterpolationOptions options, DiagnosticBag diagnostics)
    {
        if (!root.HasTemplates)
        {
            return root;
        }

        var interpolator = new Interpolator(root, sensitivity, options, diagnostics);
        return (MappingNode)interpolator.Walk(root, sensitivity.Root);
    }

    /// <summary>Whether the result became too large or too deep, so that nothing more is made.</summary>
    internal bool IsAborted => _aborted;

    /// <summary>The path of the value that is being made.</summary>
    internal ConfigPath Path
    {
        get
        {
            var path = ConfigPath.Root;
            foreach (var (key, index) in _path)
            {
                path = index >= 0 ? path.Append(index) : path.Append(key);
            }

            return path;
        }
    }

    /// <summary>Makes the final form of a subtree that stands at another path than the present one.</summary>
    internal ConfigNode WalkAt(ConfigPath path, ConfigNode node, Sensitivity.Cursor cursor)
    {
        var kept = _path.ToArray();
        _path.Clear();
        foreach (var step in path.Steps())
        {
            _path.Add(step.IsIndex ? ("", step.Index) : (step.Key, -1));
        }

        var result = Walk(node, cursor);
        _path.Clear();
        _path.AddRange(kept);
        return result;
    }

    /// <summary>Resolves the path of a <c>${config:...}</c>. No node after an error, which is then reported.</summary>
    internal Reference Resolve(ScalarNode template, Range expression, string path)
    {
        _asked++;
        return _references.Resolve(template, expression, path);
    }

    /// <summary>Reads a file of <c>${file:...}</c>.</summary>
    internal IncludedText Include(string name)
    {
        // As what needed another value: where the file may change, no form that holds it may be taken for another reading's.
        _asked += _options.Memo is { KeepsIncluded: false } ? 1 : 0;
        return _options.Include(name);
    }

    internal void Unset(ScalarNode template, Range expression, string name, bool isCut)
    {
        var diagnostic = Diagnostic.At(
            template,
            _options.AllowUnset ? DiagnosticCode.UnsetVariableAllowed : DiagnosticCode.UnsetVariable,
            _options.AllowUnset ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
            isCut ? $"{name} and further variables of this value are not set" : $"the variable {name} is not set");
        var near = _hints++ < MaxHints ? EditDistance.Nearest(name, _options.Variables.Names) : null;
        _problems++;
        _diagnostics.Add(At(template, expression, diagnostic) with
        {
            Path = Path,
            Hint = near is not null ? $"did you mean {near}? Otherwise set it, or give a default: ${{{name}:-...}}" : $"set it, or give a default: ${{{name}:-...}}",
        });
    }

    internal void Required(ScalarNode template, Range expression, string name, bool isSet, string message) => Fail(
        template,
        expression,
        DiagnosticCode.RequiredVariable,
        $"the variable {name} is required and {(isSet ? "empty" : "not set")}{(message.Length > 0 ? ": " + message : "")}",
        $"set {name}");

    internal void Unreadable(ScalarNode template, Range expression, string name, IncludeOutcome outcome)
    {
        var (code, message, hint) = outcome switch
        {
            IncludeOutcome.Forbidden => (DiagnosticCode.ForbiddenInclude, "stands outside the directories that may be read", "move the file into the overrides directory, or allow its directory"),
            IncludeOutcome.Missing => (DiagnosticCode.UnreadableInclude, "does not exist", "the name is relative to the overrides directory"),
            IncludeOutcome.TooLarge => (DiagnosticCode.UnreadableInclude, "is too large", "include a smaller file"),
            IncludeOutcome.Directory => (DiagnosticCode.UnreadableInclude, "is a directory", "name a file in it"),
            IncludeOutcome.NoText => (DiagnosticCode.UnreadableInclude, "is no UTF-8 text", "only text can be included"),
            _ => (DiagnosticCode.UnreadableFile, "cannot be read", "check the file's permissions"),
        };
        Fail(template, expression, code, $"the file \"{name}\" {message}", (outcome == IncludeOutcome.Missing ? NameHint.Of(name) : null) ?? hint);
    }

    internal void TooLarge(ScalarNode template, string message)
    {
        if (!_aborted)
        {
            _aborted = true;
            Fail(template, null, DiagnosticCode.ExpansionTooLarge, message, "look for values that refer to one another and double each time");
        }
    }

    internal void Fail(ScalarNode template, Range? expression, DiagnosticCode code, string message, string? hint, DiagnosticSeverity severity = DiagnosticSeverity.Error)
    {
        _problems++;
        _diagnostics.Add(At(template, expression, Diagnostic.At(template, code, severity, message)) with { Path = Path, Hint = hint });
    }

    private ConfigNode Walk(ConfigNode node, Sensitivity.Cursor cursor) => !node.HasTemplates || _aborted ? node : Known(node) ?? Make(node, cursor);

    private ConfigNode? Known(ConfigNode node)
    {
        if (_options.Memo?.Find(node) is { } known && FitsIn(node, known))
        {
            _totalLength += known.Length;
            return known.Node;
        }

        return null;
    }

    private ConfigNode Make(ConfigNode node, Sensitivity.Cursor cursor)
    {
        var (problems, asked, length) = (_problems, _asked, _totalLength);
        var result = node switch
        {
            MappingNode mapping => WalkEntries(mapping, cursor),
            SequenceNode sequence => WalkItems(sequence, cursor),
            _ => Evaluate((ScalarNode)node, cursor),
        };
        if (result.Size > _options.MaxNodes)
        {
            TooLarge(FirstScalar(node), string.Create(CultureInfo.InvariantCulture, $"the configuration becomes larger than {_options.MaxNodes:N0} nodes"));
        }
        else if (result.Height + _path.Count > _options.MaxDepth)
        {
            _aborted = true;
            Fail(FirstScalar(node), null, DiagnosticCode.ExpansionTooDeep, $"references nest mappings and lists deeper than {_options.MaxDepth}", "refer to smaller parts");
        }

        if (_options.Memo is { } memo && !_aborted && problems == _problems && asked == _asked)
        {
            result = memo.Keep(node, result, _totalLength - length);
        }

        return _aborted ? node : result;
    }

    // What would go beyond a limit here is made again, so that the limit is told of at the value that breaks it.
    // A kept form is as high as what it was made of: it needed no other value.
    private bool FitsIn(ConfigNode node, InterpolationMemo.Finished known) =>
        _totalLength + known.Length <= _options.MaxTotalLength && node.Height + _path.Count <= _options.MaxDepth;

    private MappingNode WalkEntries(MappingNode mapping, Sensitivity.Cursor cursor)
    {
        var entries = mapping.Entries.ToArray();
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            if (entry.Value.HasTemplates && !_aborted)
            {
                _path.Add((entry.Key, -1));
                entries[i] = new MappingEntry(entry.Key, Known(entry.Value) ?? Make(entry.Value, cursor.Enter(entry.Key, entry.Value)), entry.KeyPosition);
                _path.RemoveAt(_path.Count - 1);
            }
        }

        return mapping.With(entries);
    }

    private SequenceNode WalkItems(SequenceNode sequence, Sensitivity.Cursor cursor)
    {
        var items = sequence.Items.ToArray();
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i].HasTemplates)
            {
                _path.Add(("", i));
                items[i] = Walk(items[i], cursor.Enter(i, items[i]));
                _path.RemoveAt(_path.Count - 1);
            }
        }

        return sequence.With(items);
    }

    private ConfigNode Evaluate(ScalarNode scalar, Sensitivity.Cursor cursor)
    {
        if (scalar is EncryptedNode encrypted)
        {
            return _decryption.Decrypt(encrypted);
        }

        if (scalar is LockedNode)
        {
            return scalar;
        }

        if (WholeReference(scalar) is { } path)
        {
            return HeldToItsTag(scalar, Refer(scalar, path));
        }

        var result = (ScalarNode)HeldToItsTag(scalar, new TemplateEvaluator(this, _options, scalar, cursor.IsSecret(scalar)).Evaluate() ?? scalar);
        _totalLength += result.Text.Length;
        if (_totalLength > _options.MaxTotalLength)
        {
            TooLarge(scalar, string.Create(CultureInfo.InvariantCulture, $"all values together become longer than {_options.MaxTotalLength:N0} characters"));
        }

        return result;
    }

    // No message says the text: it may be a secret.
    private ConfigNode HeldToItsTag(ScalarNode template, ConfigNode result)
    {
        if (ReferenceEquals(result, template) || TaggedTemplate.TagOf(template) is not { } tag)
        {
            return result;
        }

        if (result is InterpolatedNode scalar && TaggedTemplate.TypeOf(template, scalar.Text) is { } type)
        {
            return new InterpolatedNode(template, scalar.Text, type, scalar.Substitutions, scalar.IsSensitive);
        }

        Fail(template, null, DiagnosticCode.BadTaggedValue, $"what the template gives is not what the tag {tag} says", "correct the variable, or remove the tag");
        return template;
    }

    private ConfigNode Refer(ScalarNode scalar, string path)
    {
        var found = Resolve(scalar, .., path);
        switch (found.Node)
        {
            case null:
                return scalar;
            case MappingNode mapping:
                return found.IsSensitive ? mapping.InPlaceOf(scalar).AsSensitive() : mapping.InPlaceOf(scalar);
            case SequenceNode sequence:
                return found.IsSensitive ? sequence.InPlaceOf(scalar).AsSensitive() : sequence.InPlaceOf(scalar);
            default:
                var value = (ScalarNode)found.Node;
                var sensitive = found.IsSensitive || value.IsSensitive;
                var substitution = new Substitution(scalar.Text, path, VariableSource.Config, value.ToInvariantText(), sensitive);
                return new InterpolatedNode(scalar, value.Text, value.Type, [substitution], sensitive, (value as InterpolatedNode)?.SecretParts);
        }
    }

    /// <summary>The path of a value that is one whole <c>${config:...}</c>; null for any other.</summary>
    internal static string? WholeReference(ScalarNode scalar)
    {
        var text = scalar.Text;
        if (!text.StartsWith("${config:", StringComparison.Ordinal) || !text.EndsWith('}'))
        {
            return null;
        }

        var expression = TemplateScanner.Read(text, 0, text.Length);
        return expression.Kind == ExpressionKind.Config && expression.Whole.End.Value == text.Length ? text[expression.Name] : null;
    }

    // The expression's own place, where the file has it letter by letter; else that of the whole value.
    internal static Diagnostic At(ScalarNode template, Range? part, Diagnostic diagnostic)
    {
        if (part is not { } range)
        {
            return diagnostic;
        }

        var text = template.Text;
        var (start, length) = range.GetOffsetAndLength(text.Length);
        if (start > LongestSearch)
        {
            return diagnostic;
        }

        var expression = text.AsSpan(start, length);
        var skip = text.AsSpan(0, start).Count(expression);
        var lines = text.AsSpan(0, start).Count('\n') + (template.Style == ScalarStyle.Block ? 2 : 1);
        var place = template.Position;
        for (var i = 0; i < lines && !expression.IsEmpty; i++, place = new SourcePosition(place.Line + 1, 1))
        {
            var line = template.Document.Text.Line(place.Line, LongestSearch);
            var from = Math.Min(place.Column - 1, line.Length);
            for (int at; from >= 0 && (at = line.AsSpan(from).IndexOf(expression)) >= 0; from += at + length)
            {
                if (skip-- == 0)
                {
                    return diagnostic with { Position = new SourcePosition(place.Line, from + at + 1), Length = length };
                }
            }
        }

        return diagnostic;
    }

    private static ScalarNode FirstScalar(ConfigNode node)
    {
        while (true)
        {
            switch (node)
            {
                case MappingNode mapping:
                    node = FirstTemplate(mapping.Values);
                    break;
                case SequenceNode sequence:
                    node = FirstTemplate(sequence);
                    break;
                default:
                    return (ScalarNode)node;
            }
        }

        static ConfigNode FirstTemplate(IEnumerable<ConfigNode> children) => children.First(static child => child.HasTemplates);
    }
}
