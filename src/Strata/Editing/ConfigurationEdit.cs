using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Editing;

/// <summary>
/// Changes of a file, made all at once and checked: the edited text is read again and must say what was asked for, and of everything else
/// what it said before. Paths and indexes are those of the text before the edit.
/// </summary>
internal sealed class ConfigurationEdit
{
    private readonly ConfigurationText _text;
    private readonly TextEdits _edits = new();
    private readonly PlannedChange[] _changes;
    private readonly Dictionary<int, (int Document, ConfigPath Path)> _scalars = [];
    private readonly TextLines _lines;
    private readonly BracketEdits _brackets;

    /// <param name="text">The file.</param>
    public ConfigurationEdit(ConfigurationText text)
    {
        _text = text;
        _changes = [.. text.Documents.Select(static _ => new PlannedChange())];
        _lines = new TextLines(text.Content);
        _brackets = new BracketEdits(_lines, _edits, text.Notation);
    }

    /// <summary>Puts another scalar in the place of one, in the same quotes where that can be.</summary>
    /// <param name="document">The index of the document.</param>
    /// <param name="path">The value.</param>
    /// <param name="text">The new text, unquoted and unescaped.</param>
    /// <param name="type">The type that it is read with.</param>
    /// <param name="quotes">Other quotes than stand there; null for the same.</param>
    /// <exception cref="EditRefusedException">No scalar stands there, or one place of the file gives several values.</exception>
    public void Replace(int document, ConfigPath path, string text, ScalarType type, WrittenStyle? quotes = null)
    {
        if (_text.Find(document, path) is not { } scalar)
        {
            throw new EditRefusedException($"no single value stands at {path}");
        }

        if (!_scalars.TryAdd(scalar.Start, (document, path)))
        {
            throw new EditRefusedException($"{path} and {_scalars[scalar.Start].Path} are written in one place, by an alias: they cannot become different values");
        }

        var style = (quotes ?? scalar.Style) == WrittenStyle.Block ? WrittenStyle.Plain : quotes ?? scalar.Style;
        var written = _text.Notation.Scalar(text, type, style, scalar.IsInBrackets);
        _changes[document].At(path).Value = new ScalarNode(ScalarNode.Synthetic, default, text, type, ScalarStyle.Plain);
        if (scalar.Style == WrittenStyle.Block)
        {
            _edits.Replace(scalar.Start, scalar.HeaderEnd, written);
            _edits.Replace(_lines.EndOf(scalar.HeaderEnd), scalar.TextEnd, "");
        }
        else
        {
            _edits.Replace(scalar.Start, scalar.End, scalar.Style == WrittenStyle.Missing ? _brackets.Missing(scalar, written) : written);
        }
    }

    /// <summary>Gives a key a value, with the mappings that it stands in where they are not there. Those that are new come last.</summary>
    /// <param name="document">The index of the document.</param>
    /// <param name="path">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="first">Whether what is new comes first instead, where the text lets it.</param>
    /// <exception cref="EditRefusedException">The path leads through a list or single value.</exception>
    public void Set(int document, ConfigPath path, ConfigNode value, bool first = false)
    {
        var (at, steps) = ((WrittenParent)_text.Documents[document].Written, path.Steps());
        _changes[document].At(path).Value = value;
        for (var i = 0; i < steps.Length; i++)
        {
            var index = at is WrittenMapping mapping ? mapping.IndexOf(steps[i].Key) : at is WrittenSequence ? steps[i].Index : -1;
            if (index < 0 || index >= at.Count)
            {
                Insert(document, at, steps[i], Wrapped(steps.AsSpan(i + 1), value), first);
                return;
            }

            if (i == steps.Length - 1 || at.ValueAt(index).Meant is not WrittenParent next)
            {
                var wrapped = Wrapped(steps.AsSpan(i + 1), value);
                _changes[document].At(steps[i]).Value = wrapped;
                Structure(at, document).Replace(at, index, wrapped);
                return;
            }

            at = next;
        }
    }

    /// <summary>Adds an item behind those of a list.</summary>
    /// <exception cref="EditRefusedException">No list stands there.</exception>
    public void Append(int document, ConfigPath path, ConfigNode item)
    {
        if (_text.Documents[document].Find(path)?.Meant is not WrittenSequence sequence)
        {
            throw new EditRefusedException($"no list stands at {path}");
        }

        _changes[document].At(path).Appended.Add(item);
        Structure(sequence, document).Insert(sequence, null, item);
    }

    /// <summary>
    /// Removes a key or an item and its value. A mapping without braces that would be left with nothing goes with it, and so does one in
    /// braces that stands in braces; a list stays as an empty one.
    /// </summary>
    /// <exception cref="EditRefusedException">Nothing stands there.</exception>
    public void Remove(int document, ConfigPath path)
    {
        var target = _text.Documents[document];
        while (path.Parent is { } parentPath && target.Find(parentPath)?.Meant is WrittenParent parent)
        {
            var index = parent is WrittenMapping mapping ? mapping.IndexOf(path.Key) : path.Index;
            if (index < 0 || index >= parent.Count)
            {
                break;
            }

            var outer = parentPath.Parent is { } outerPath ? target.Find(outerPath)?.Meant as WrittenMapping : null;
            if (parent is WrittenMapping && parent.Count == 1 && outer is not null && (parent.Form == WrittenForm.Block || outer.Form == WrittenForm.Brackets))
            {
                path = parentPath;
                continue;
            }

            if (parent is WrittenSequence && parent.Count == 1 && parent.Form == WrittenForm.Block && outer is not null)
            {
                var empty = new SequenceNode(ScalarNode.Synthetic, default, []);
                _changes[document].At(parentPath).Value = empty;
                Structure(outer, document).Replace(outer, outer.IndexOf(parentPath.Key), empty);
                return;
            }

            _changes[document].At(path).IsRemoved = true;
            Structure(parent, document).Remove(parent, index);
            return;
        }

        throw new EditRefusedException($"nothing that could be removed stands at {path}");
    }

    /// <summary>The file's bytes with the changes made.</summary>
    /// <exception cref="EditRefusedException">They would change something else, or not what was asked for.</exception>
    public byte[] Apply()
    {
        var edited = _text.With(_edits);
        var problems = new DiagnosticBag();
        var read = _text.ReadAgain(edited, problems);
        if (read is null)
        {
            var first = problems.ToSorted()[0];
            throw new EditRefusedException($"the edited text could not be read any more: {first.Message} ({_text.File}:{first.Position} of it)");
        }

        if (read.Documents.Length != _text.Documents.Length)
        {
            throw new EditRefusedException("the edited text would have another number of documents");
        }

        for (var i = 0; i < _changes.Length; i++)
        {
            if (EditCheck.Find(_text.Documents[i].Root, read.Documents[i].Root, _changes[i]) is { } difference)
            {
                throw Refusal(difference, i);
            }
        }

        return edited;
    }

    private EditRefusedException Refusal(in Difference difference, int document)
    {
        var (at, place) = (difference.Path, difference.Old.Position);
        var root = _text.Documents[document].Root;
        foreach (var (other, path) in _scalars.Values)
        {
            if (other == document && !difference.IsPlanned && path.Find(root) is { } edited && edited.Position == place)
            {
                return new EditRefusedException($"{path} and {at} are one value, written at {_text.File}:{place} and repeated by an alias or merge key: write them apart first");
            }
        }

        return difference.IsPlanned
            ? new EditRefusedException($"{(at.IsRoot ? "the text" : at)} would not be read as it should be: a tag before the value, or its layout, says otherwise ({_text.File}:{place})")
            : new EditRefusedException($"the edit would change {(at.IsRoot ? "the top level" : at)} too ({_text.File}:{place})");
    }

    private void Insert(int document, WrittenParent parent, ConfigPath step, ConfigNode value, bool first)
    {
        if (parent is not WrittenMapping)
        {
            throw new EditRefusedException($"the list at {step.Parent} has no item {step.Key}");
        }

        Structure(parent, document).Insert(parent, step.Key, value, first);
    }

    private static ConfigNode Wrapped(ReadOnlySpan<ConfigPath> steps, ConfigNode value)
    {
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            value = new MappingNode(ScalarNode.Synthetic, default, [new MappingEntry(steps[i].Key, value, default)]);
        }

        return value;
    }

    private IStructureEdits Structure(WrittenParent parent, int document) => parent.Form switch
    {
        WrittenForm.Brackets => _brackets,
        WrittenForm.Block => new BlockEdits(_lines, _edits, _text.Notation, _text.Documents[document]),
        _ => throw new EditRefusedException("a mapping that is written without braces within brackets takes no edits of its keys"),
    };
}
