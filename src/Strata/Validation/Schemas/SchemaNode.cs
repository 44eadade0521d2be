using Strata.Validation.Schemas.Compiling;
using Strata.Validation.Schemas.Explaining;
using Strata.Validation.Schemas.Keywords;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>A schema or a part of one: what a value must be. Filled in once while the schema is compiled, unchanged from then on.</summary>
/// <param name="source">The schema as it is written.</param>
/// <param name="resource">The resource that it belongs to.</param>
internal sealed class SchemaNode(ConfigNode source, SchemaResource resource)
{
    private Keyword[] _forText = [];
    private Keyword[] _forNumber = [];
    private Keyword[] _forMapping = [];
    private Keyword[] _forList = [];
    private Keyword[] _forOther = [];

    /// <summary>The schema as it is written.</summary>
    public ConfigNode Source { get; } = source;

    public SchemaResource Resource { get; } = resource;

    /// <summary>The kinds of value that may stand here.</summary>
    public TypeSet Types { get; private set; } = TypeSet.All;

    /// <summary>All demands beside that on the kind.</summary>
    public Keyword[] Keywords { get; private set; } = [];

    /// <summary>Whether values may stand here but should no longer.</summary>
    public bool IsDeprecated { get; private set; }

    /// <summary>Whether this is the schema <c>false</c>, under which nothing may stand.</summary>
    public bool IsFalse => Types == TypeSet.None && Source is ScalarNode;

    /// <summary>Whether this says nothing at all.</summary>
    public bool IsOpen => Types == TypeSet.All && Keywords.Length == 0;

    /// <summary>Whether cycles through this are looked for already.</summary>
    public NodeWalk Walk { get; set; }

    private bool KeepsMarks { get; set; }

    /// <summary>Makes this the schema <c>false</c>.</summary>
    public void CloseAll() => Types = TypeSet.None;

    public void Fill(TypeSet types, List<Keyword> keywords, bool isDeprecated)
    {
        Types = types;
        IsDeprecated = isDeprecated;
        if (keywords.Count == 0)
        {
            return;
        }

        Keywords = [.. keywords];
        _forText = For(TypeSet.Text);
        _forNumber = For(TypeSet.Number);
        _forMapping = For(TypeSet.Mapping);
        _forList = For(TypeSet.List);
        _forOther = For(TypeSet.Null | TypeSet.Boolean);
        KeepsMarks = keywords[^1] is UnevaluatedKeyword;
    }

    /// <summary>Whether a value is as this says.</summary>
    public bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        if (!run.Enter())
        {
            return false;
        }

        var type = TypeSets.Of(instance);
        var accepted = AdmitsType(type, instance) && AcceptsKeywords(instance, For(instance, type), run, marks);
        run.Leave();
        return accepted;
    }

    /// <summary>Whether a text is as this says, for the keys of mappings.</summary>
    public bool AcceptsText(string text, MappingNode mapping, in MappingEntry entry, Evaluation run)
    {
        if ((Types & TypeSet.Text) == 0)
        {
            return false;
        }

        foreach (var keyword in _forText)
        {
            if (keyword is not TextKeyword simple)
            {
                return Accepts(KeyNode(text, mapping, entry), run, -1);
            }

            if (!simple.Accepts(text))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A key as a value, at its own place.</summary>
    public static ScalarNode KeyNode(string text, MappingNode mapping, in MappingEntry entry) =>
        new(ReferenceEquals(entry.Value.Document, mapping.Document) ? mapping.Document : entry.Value.Document, entry.KeyPosition, text, ScalarType.String, ScalarStyle.Quoted);

    /// <summary>Whether a value is of a kind that may stand here.</summary>
    public bool AdmitsType(ConfigNode instance) => AdmitsType(TypeSets.Of(instance), instance);

    /// <summary>Says in what a value is not as this says.</summary>
    public void Explain(ConfigNode instance, Explanation to, in Place outer)
    {
        if (!to.Continues || !to.Run.Enter())
        {
            return;
        }

        var place = outer.For(this);
        if (IsDeprecated)
        {
            to.ReportDeprecated(instance, place);
        }

        var type = TypeSets.Of(instance);
        var keywords = For(instance, type);
        if (IsFalse)
        {
            to.ReportForbidden(instance, place);
        }
        else if (FirstRefused(keywords, instance, to.Run) is { } value)
        {
            // What the value may be says more than of what kind.
            to.ReportValue(value, instance, place);
        }
        else if (!AdmitsType(type, instance))
        {
            to.ReportType(this, Types, instance, place);
        }
        else
        {
            ExplainKeywords(instance, keywords, to, place);
        }

        to.Run.Leave();
    }

    /// <summary>Marks what the demands of this, the last one left out, look at.</summary>
    /// <returns>Whether they are met.</returns>
    public bool MarkSeen(ConfigNode instance, Evaluation run, int frame)
    {
        var accepted = true;
        foreach (var keyword in For(instance, TypeSets.Of(instance)))
        {
            accepted &= keyword is UnevaluatedKeyword || keyword.Accepts(instance, run, frame);
        }

        return accepted;
    }

    // They stand first.
    private static ValueKeyword? FirstRefused(Keyword[] keywords, ConfigNode instance, Evaluation run)
    {
        foreach (var keyword in keywords)
        {
            if (keyword is not ValueKeyword value)
            {
                break;
            }

            if (!value.Accepts(instance, run, -1))
            {
                return value;
            }
        }

        return null;
    }

    private void ExplainKeywords(ConfigNode instance, Keyword[] keywords, Explanation to, in Place place)
    {
        var scoped = to.Run.TracksScopes && to.Run.EnterScope(Resource);
        var before = to.Count;
        foreach (var keyword in keywords)
        {
            if (keyword is UnevaluatedKeyword unevaluated)
            {
                unevaluated.Explain(instance, this, to, place, othersHold: to.Count == before);
            }
            else
            {
                keyword.Explain(instance, to, place);
            }
        }

        if (scoped)
        {
            to.Run.LeaveScope();
        }
    }

    private bool AdmitsType(TypeSet type, ConfigNode instance) =>
        (Types & type) != 0
        || (type == TypeSet.Fraction && (Types & TypeSet.Integer) != 0 && Resource.Rules.Draft != SchemaDialect.Draft4 && TypeSets.IsWhole((ScalarNode)instance));

    private Keyword[] For(ConfigNode instance, TypeSet type) => instance is ScalarNode
        ? type == TypeSet.Text ? _forText : (type & TypeSet.Number) != 0 ? _forNumber : _forOther
        : type == TypeSet.Mapping ? _forMapping : _forList;

    private bool AcceptsKeywords(ConfigNode instance, Keyword[] keywords, Evaluation run, int marks)
    {
        if (keywords.Length == 0)
        {
            return true;
        }

        var remembers = marks < 0 && run.Cache is not null && instance is not ScalarNode && !run.TracksScopes && ValidityCache.Takes(instance);
        if (remembers && run.Cache!.IsKnownValid(this, instance))
        {
            return true;
        }

        var scoped = run.TracksScopes && run.EnterScope(Resource);
        var keeps = KeepsMarks && instance is not ScalarNode;
        var frame = keeps ? run.OpenFrame(instance) : marks;
        var accepted = true;
        foreach (var keyword in keywords)
        {
            if (!keyword.Accepts(instance, run, frame))
            {
                accepted = false;
                break;
            }
        }

        if (keeps)
        {
            if (accepted)
            {
                run.Merge(frame, marks, instance);
            }

            run.CloseFrame(frame);
        }

        if (scoped)
        {
            run.LeaveScope();
        }

        if (remembers && accepted && !run.GaveUp)
        {
            run.Cache!.AddValid(this, instance);
        }

        return accepted;
    }

    private Keyword[] For(TypeSet types)
    {
        if ((Types & types) == 0 && !((types & TypeSet.Fraction) != 0 && (Types & TypeSet.Integer) != 0))
        {
            // A value of another kind is refused before its demands are looked at; what it may be is for the message.
            return Keywords[0] is ValueKeyword ? [Keywords[0]] : [];
        }

        var count = 0;
        foreach (var keyword in Keywords)
        {
            count += (keyword.AppliesTo & types) != 0 ? 1 : 0;
        }

        if (count == Keywords.Length || count == 0)
        {
            return count == 0 ? [] : Keywords;
        }

        var some = new Keyword[count];
        count = 0;
        foreach (var keyword in Keywords)
        {
            if ((keyword.AppliesTo & types) != 0)
            {
                some[count++] = keyword;
            }
        }

        return some;
    }
}
