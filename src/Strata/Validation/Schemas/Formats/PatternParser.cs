using System.Globalization;

namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// Reads a pattern by the grammar of ECMA-262 (22.2.1) with the <c>u</c> flag. Of what only Annex B allows, it takes that which can mean but
/// one thing and stands in many published schemas: <c>\-</c> and other escaped punctuation, a lone <c>]</c>, <c>}</c> or <c>{</c>, and
/// <c>[\w-.]</c>.
/// </summary>
internal sealed class PatternParser
{
    private const int MaxDepth = 128;

    // Each character becomes an object: what is longer is no pattern that anybody wrote, and would fill the memory.
    private const int MaxLength = 65_536;

    private readonly PatternReader _reader;
    private readonly List<PatternNode> _looks = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<(PatternNode Node, string? Name, int Place)> _references = [];
    private int _captures;
    private int _depth;

    private PatternParser(string pattern) => _reader = new PatternReader(pattern);

    /// <summary>The pattern's parts, or null and what is wrong with it and where.</summary>
    public static PatternTree? Parse(string pattern, out string? problem)
    {
        if (pattern.Length > MaxLength)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"it is longer than {MaxLength} characters");
            return null;
        }

        var parser = new PatternParser(pattern);
        var root = parser.Alternatives();
        if (parser._reader.Next == ')')
        {
            parser._reader.Fail("this ) closes nothing");
        }

        parser.ResolveReferences();
        problem = parser._reader.Problem;
        return problem is null ? new PatternTree(root, parser._looks, parser._captures, parser._references.Count > 0) : null;
    }

    private PatternNode Alternatives()
    {
        var first = Sequence();
        if (_reader.Next != '|')
        {
            return first;
        }

        var alternatives = new List<PatternNode> { first };
        while (_reader.Take('|'))
        {
            alternatives.Add(Sequence());
        }

        return new PatternNode(PatternNodeKind.Alternatives) { Children = alternatives };
    }

    private PatternNode Sequence()
    {
        var terms = new List<PatternNode>();
        while (_reader.Next is not (PatternReader.End or '|' or ')'))
        {
            terms.Add(Term());
        }

        return terms.Count == 1 ? terms[0] : new PatternNode(PatternNodeKind.Sequence) { Children = terms };
    }

    private PatternNode Term()
    {
        var capturesBefore = _captures;
        var start = _reader.Place;
        var atom = Atom();
        var place = _reader.Place;
        if (!Quantifier(out var min, out var max))
        {
            return atom;
        }

        if (IsAssertion(atom))
        {
            _reader.Fail("an assertion cannot be repeated", start);
        }
        else if (min > max)
        {
            _reader.Fail("the numbers are out of order", place);
        }

        return new PatternNode(PatternNodeKind.Repeat)
        {
            Children = [atom],
            Min = min,
            Max = max,
            IsLazy = _reader.Take('?'),
            Captures = (capturesBefore, _captures),
        };
    }

    private bool Quantifier(out int min, out int max)
    {
        (min, max) = (0, PatternNode.Unbounded);
        switch (_reader.Next)
        {
            case '*':
                break;
            case '+':
                min = 1;
                break;
            case '?':
                max = 1;
                break;
            default:
                return _reader.Next == '{' && _reader.TakeBounds(out min, out max);
        }

        _reader.Advance();
        return true;
    }

    private PatternNode Atom()
    {
        var place = _reader.Place;
        switch (_reader.Next)
        {
            case '^':
                _reader.Advance();
                return new PatternNode(PatternNodeKind.Start);
            case '$':
                _reader.Advance();
                return new PatternNode(PatternNodeKind.End);
            case '.':
                _reader.Advance();
                return Set(PatternSets.AnyOfLine);
            case '(':
                return Group();
            case '[':
                _reader.Advance();
                return Set(new PatternClassParser(_reader).Class(place));
            case '\\':
                return Escape();
            case '*' or '+' or '?':
                _reader.Fail("there is nothing to repeat");
                return Set(PatternSets.AnyOfLine);
            case '{' when _reader.TakeBounds(out _, out _):
                _reader.Fail("there is nothing to repeat", place);
                return Set(PatternSets.AnyOfLine);
            default:
                return Set(PatternSets.Of(_reader.Advance()));
        }
    }

    private PatternNode Group()
    {
        var place = _reader.Place;
        _reader.Advance();
        if (++_depth > MaxDepth)
        {
            _reader.Fail(string.Create(CultureInfo.InvariantCulture, $"groups are nested more than {MaxDepth} deep"), place);
        }

        var node = !_reader.Take('?') ? Capture()
            : _reader.Take(':') ? Bracketed(Alternatives())
            : _reader.Take('=') ? Look(negated: false, behind: false)
            : _reader.Take('!') ? Look(negated: true, behind: false)
            : _reader.Take("<=") ? Look(negated: false, behind: true)
            : _reader.Take("<!") ? Look(negated: true, behind: true)
            : _reader.Take('<') ? NamedCapture()
            : UnknownGroup(place);
        if (!_reader.Take(')'))
        {
            _reader.Fail("this ( is never closed", place);
        }

        _depth--;
        return node;
    }

    // What stands in brackets is no assertion, even if it holds nothing else: it can be repeated.
    private static PatternNode Bracketed(PatternNode node) => IsAssertion(node) ? new PatternNode(PatternNodeKind.Sequence) { Children = [node] } : node;

    private static bool IsAssertion(PatternNode node) => node.Kind is PatternNodeKind.Look or PatternNodeKind.Start or PatternNodeKind.End or PatternNodeKind.WordBoundary;

    private PatternNode UnknownGroup(int place)
    {
        _reader.Fail(_reader.Next switch
        {
            'P' => "(?P means nothing in ECMA-262; a named group is (?<name>...)",
            '>' => "ECMA-262 has no atomic groups",
            '#' => "ECMA-262 has no comments within patterns",
            _ => "flags cannot be set within a pattern, and (? begins no other group here",
        }, place);
        return Set(PatternSets.AnyOfLine);
    }

    private PatternNode Capture()
    {
        var index = _captures++;
        return new PatternNode(PatternNodeKind.Capture) { Index = index, Children = [Alternatives()] };
    }

    private PatternNode NamedCapture()
    {
        var place = _reader.Place;
        if (_reader.TakeName() is { } name && !_names.TryAdd(name, _captures))
        {
            _reader.Fail($"two groups are named {name}", place);
        }

        return Capture();
    }

    private PatternNode Look(bool negated, bool behind)
    {
        var child = Alternatives();
        var look = new PatternNode(PatternNodeKind.Look) { Children = [child], IsNegated = negated, IsBehind = behind, Index = _looks.Count };
        _looks.Add(look);
        return look;
    }

    private PatternNode Escape()
    {
        var place = _reader.Place;
        _reader.Advance();
        switch (_reader.Next)
        {
            case 'b' or 'B':
                return new PatternNode(PatternNodeKind.WordBoundary) { IsNegated = _reader.Advance() == 'B' };
            case >= '1' and <= '9':
                return Reference(null, _reader.TakeNumber(), place);
            case 'k':
                _reader.Advance();
                if (_reader.Take('<') && _reader.TakeName() is { } name)
                {
                    return Reference(name, 0, place);
                }

                _reader.Fail("\\k needs the name of a group, as in \\k<name>", place);
                return Set(PatternSets.AnyOfLine);
            default:
                return Set(PatternEscape.TakeSet(_reader, place) ?? PatternSets.Of(PatternEscape.TakePoint(_reader, place)));
        }
    }

    private PatternNode Reference(string? name, int number, int place)
    {
        var node = new PatternNode(PatternNodeKind.BackReference) { Index = number - 1 };
        _references.Add((node, name, place));
        return node;
    }

    // A group may stand behind what refers to it, so that all of them must be read first.
    private void ResolveReferences()
    {
        foreach (var (node, name, place) in _references)
        {
            if (name is not null)
            {
                node.Index = _names.GetValueOrDefault(name, int.MaxValue);
            }

            if (node.Index >= _captures)
            {
                _reader.Fail(name is null ? "there is no group of this number" : $"no group is named {name}", place);
            }
        }
    }

    private static PatternNode Set(CodePointSet set) => new(PatternNodeKind.Set) { Set = set };
}
