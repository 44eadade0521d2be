namespace Strata.Validation.Schemas.Formats;

/// <summary>Reads what stands between brackets.</summary>
internal sealed class PatternClassParser(PatternReader reader)
{
    private readonly CodePointSetBuilder _set = new();

    /// <summary>The class whose opening bracket, at a place, was taken.</summary>
    public CodePointSet Class(int place)
    {
        var negated = reader.Take('^');
        while (!reader.Take(']'))
        {
            if (reader.Next == PatternReader.End)
            {
                reader.Fail("this [ is never closed", place);
                break;
            }

            Member();
        }

        return _set.ToSet(negated);
    }

    private void Member()
    {
        var place = reader.Place;
        var first = Point(out var firstSet);
        if (!reader.Take('-'))
        {
            Add(first, firstSet);
            return;
        }

        if (reader.Next is ']' or PatternReader.End)
        {
            Add(first, firstSet);
            _set.Add('-', '-');
            return;
        }

        var last = Point(out var lastSet);
        if (firstSet is not null || lastSet is not null)
        {
            // Beside a whole set a hyphen can only be itself.
            Add(first, firstSet);
            Add(last, lastSet);
            _set.Add('-', '-');
        }
        else if (last < first)
        {
            reader.Fail("the range is out of order", place);
        }
        else
        {
            _set.Add(first, last);
        }
    }

    private void Add(int point, CodePointSet? set)
    {
        if (set is null)
        {
            _set.Add(point, point);
        }
        else
        {
            _set.Add(set);
        }
    }

    private int Point(out CodePointSet? set)
    {
        set = null;
        var place = reader.Place;
        var point = reader.Advance();
        if (point != '\\')
        {
            return point;
        }

        if (reader.Take('b'))
        {
            return '\b';
        }

        set = PatternEscape.TakeSet(reader, place);
        return set is null ? PatternEscape.TakePoint(reader, place) : 0;
    }
}
