using Strata.Diagnostics;
using Strata.Validation.Schemas.Keywords;
using Strata.Values;

namespace Strata.Validation.Schemas.Explaining;

/// <summary>Collects what is wrong with one value, each cause once.</summary>
/// <param name="run">The evaluation that answers what holds.</param>
/// <param name="tellsDeprecated">Whether deprecated keys are told of: then what is valid is looked at as well.</param>
internal sealed class Explanation(Evaluation run, bool tellsDeprecated)
{
    // What a bag keeps; more are counted, not told.
    private const int Capacity = 10_000;

    // Trying an alternative costs a walk, and alternatives stand in alternatives.
    private const int MostProbes = 20_000;

    // Names that may have been meant are looked for among so many in all: the last of ten thousand mistakes needs no suggestion.
    private const int MostComparisons = 200_000;

    private readonly Dictionary<object, KeyNames> _names = [];
    private List<Finding> _findings = [];
    private int _comparisonsLeft = MostComparisons;
    private (ConfigNode? Instance, string Kinds) _besides;
    private bool _isProbing;

    /// <summary>The evaluation that answers what holds.</summary>
    public Evaluation Run => run;

    /// <summary>Whether deprecated keys are told of.</summary>
    public bool TellsDeprecated => tellsDeprecated;

    /// <summary>How many alternatives may still be tried.</summary>
    public int ProbesLeft { get; private set; } = MostProbes;

    /// <summary>How many things are wrong so far.</summary>
    public int Count => _findings.Count;

    /// <summary>Whether looking on has a use.</summary>
    public bool Continues => !run.GaveUp && (!_isProbing || _findings.Count < 100);

    /// <summary>How many things are wrong beyond those that are told.</summary>
    public long Lost { get; private set; }

    /// <summary>What is wrong, each cause once: a value of the wrong kind is that and nothing else.</summary>
    public IEnumerable<Diagnostic> Diagnostics()
    {
        var wrongKind = _findings.Where(static finding => finding.Code == DiagnosticCode.WrongType).Select(static finding => finding.At).ToHashSet();
        var meant = _findings.Where(static finding => finding.Meant is not null).Select(static finding => ((ConfigNode)finding.Meant!.Value.Mapping, finding.Meant.Value.Key)).ToHashSet();
        var told = new HashSet<(ConfigNode, DiagnosticCode, string)>();
        foreach (var finding in _findings)
        {
            // A key that is there, but mistyped, is not missing as well: that is one mistake, not two.
            if (finding.Missing is { } missing && (finding.Code == DiagnosticCode.NoAlternative ? missing.Any(key => meant.Contains((finding.At, key))) : missing.All(key => meant.Contains((finding.At, key)))))
            {
                continue;
            }

            var isHidden = finding.Subject.Length == 0 && finding.Code != DiagnosticCode.WrongType && wrongKind.Contains(finding.At) && finding.Code != DiagnosticCode.DeprecatedKey;
            if (!isHidden && told.Add((finding.At, finding.Code, finding.Subject)))
            {
                yield return finding.Diagnostic;
            }
        }
    }

    /// <summary>What is wrong with a value under one alternative, without telling of it.</summary>
    public List<Finding> Probe(SchemaNode schema, ConfigNode instance, in Place place)
    {
        ProbesLeft--;
        var (outer, wasProbing) = (_findings, _isProbing);
        _findings = [];
        _isProbing = true;
        schema.Explain(instance, this, place);
        var found = _findings;
        (_findings, _isProbing) = (outer, wasProbing);
        found.RemoveAll(static finding => finding.Code == DiagnosticCode.DeprecatedKey);
        return found;
    }

    /// <summary>Tells what a probe found.</summary>
    public void Take(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }

    /// <summary>What is expected of a value, with the other kinds of value that could stand there.</summary>
    public string Expected(ConfigNode instance, string expected) => ReferenceEquals(instance, _besides.Instance) ? $"{_besides.Kinds}, or {expected}" : expected;

    /// <summary>Says in what a value is not as the one alternative says that takes its kind.</summary>
    /// <param name="schema">The alternative.</param>
    /// <param name="kinds">The kinds that the others take.</param>
    /// <param name="instance">The value.</param>
    /// <param name="place">Where it stands.</param>
    public void ExplainBeside(SchemaNode schema, string kinds, ConfigNode instance, in Place place)
    {
        var outer = _besides;
        _besides = (instance, kinds);
        schema.Explain(instance, this, place);
        _besides = outer;
    }

    /// <summary>The keys that a keyword knows.</summary>
    public KeyNames NamesOf(PropertiesKeyword keyword) => _names.TryGetValue(keyword, out var known) ? known : _names[keyword] = KeyNames.Of(keyword);

    /// <summary>The keys that a schema knows.</summary>
    public KeyNames NamesOf(SchemaNode schema) => _names.TryGetValue(schema, out var known) ? known : _names[schema] = KeyNames.Of(schema);

    /// <summary>The name that was probably meant; null when none is near.</summary>
    /// <param name="name">What is written.</param>
    /// <param name="candidates">What could be meant.</param>
    /// <param name="count">How many those are at most.</param>
    public string? Nearest(string name, IEnumerable<string> candidates, int count)
    {
        _comparisonsLeft -= Math.Min(count, _comparisonsLeft);
        return _comparisonsLeft == 0 ? null : EditDistance.Nearest(name, candidates);
    }

    /// <summary>Says in what the value of a key is not as a schema says.</summary>
    public void ExplainChild(SchemaNode schema, in MappingEntry entry, in Place place)
    {
        if (schema.IsFalse)
        {
            this.ReportForbiddenKey(entry, place);
        }
        else if (!IsKnownValid(schema, entry.Value))
        {
            schema.Explain(entry.Value, this, place.Enter(entry));
        }
    }

    /// <summary>Says in what an item of a list is not as a schema says.</summary>
    public void ExplainItem(SchemaNode schema, int index, ConfigNode item, in Place place)
    {
        if (!IsKnownValid(schema, item))
        {
            schema.Explain(item, this, place.Enter(index, item));
        }
    }

    private bool IsKnownValid(SchemaNode schema, ConfigNode instance) => !tellsDeprecated && (instance is ScalarNode
        ? schema.Accepts(instance, run, -1)
        : run.Cache?.IsKnownValid(schema, instance) == true);

    /// <summary>Tells of something that is wrong.</summary>
    public void Add(Finding finding)
    {
        if (_findings.Count < Capacity)
        {
            _findings.Add(finding);
        }
        else if (finding.Diagnostic.Severity == DiagnosticSeverity.Error)
        {
            Lost++;
        }
    }
}
