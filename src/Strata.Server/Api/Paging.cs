using System.Globalization;
using Strata.Server.Spaces;

namespace Strata.Server.Api;

/// <summary>What part of a list is asked for.</summary>
/// <param name="Limit">How many items.</param>
/// <param name="Cursor">Where the page before ended; null for the first.</param>
internal readonly record struct Paging(int Limit, string? Cursor)
{
    private const int Usual = 50;
    private const int Most = 500;

    public static Paging Of(HttpContext context)
    {
        var limit = context.Request.Query["limit"].ToString();
        var cursor = context.Request.Query["cursor"].ToString();
        if (cursor.Any(char.IsControl))
        {
            throw Refusal.BadRequest("the cursor is none", "send what the page before had as next");
        }

        return limit.Length == 0 ? new Paging(Usual, cursor.Length == 0 ? null : cursor)
            : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= Most ? new Paging(count, cursor.Length == 0 ? null : cursor)
            : throw Refusal.BadRequest($"limit \"{limit}\" is out of range", $"write a number from 1 to {Most}");
    }

    /// <summary>The cursor as a number that the page stays below.</summary>
    public long Before => Cursor is null ? long.MaxValue
        : long.TryParse(Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Refusal.BadRequest("the cursor is none", "send what the page before had as next");

    /// <summary>One more than is asked for shows whether there is another page.</summary>
    public int Wanted => Limit + 1;

    public Page<TAnswer> PageOf<T, TAnswer>(IReadOnlyList<T> found, Func<T, TAnswer> answer, Func<T, string> cursor) =>
        new([.. found.Take(Limit).Select(answer)], found.Count > Limit ? cursor(found[Limit - 1]) : null);
}
