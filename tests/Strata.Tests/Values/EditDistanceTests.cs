using CsCheck;
using Strata.Values;

namespace Strata.Tests.Values;

public class EditDistanceTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["abc"], 0, 7];

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("priority", "prioirty", 1)]
    [InlineData("conditons", "conditions", 1)]
    public void Between_TwoWords_CountsTheSlips(string left, string right, int distance) => Assert.Equal(distance, EditDistance.Between(left, right));

    [Fact]
    public void Between_AnyWords_IsSymmetricAndZeroForEqualOnesOnly() =>
        Gen.Select(Word, Word).Sample((left, right) =>
        {
            var distance = EditDistance.Between(left, right);
            Assert.Equal(distance, EditDistance.Between(right, left));
            Assert.Equal(left == right, distance == 0);
            Assert.InRange(distance, Math.Abs(left.Length - right.Length), Math.Max(left.Length, right.Length));
        });

    [Fact]
    public void Between_OneSlip_IsOne() =>
        Gen.Select(Word.Where(word => word.Length > 0), Gen.Int[0, 6], Gen.Char["xyz"]).Sample((word, at, letter) =>
        {
            at %= word.Length;
            Assert.Equal(1, EditDistance.Between(word, word.Remove(at, 1)));
            Assert.Equal(1, EditDistance.Between(word, word.Insert(at, letter.ToString())));
        });

    [Theory]
    [InlineData("prioirty", "priority")]
    [InlineData("PRIORITY", "priority")]
    [InlineData("tag", "tags")]
    [InlineData("conditon", "conditions")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    [InlineData("priority", null)]
    public void Nearest_Name_IsTheOneProbablyMeant(string name, string? nearest) =>
        Assert.Equal(nearest, EditDistance.Nearest(name, ["conditions", "tags", "priority", "schema"]));

    [Fact]
    public void Nearest_Tie_GoesToTheFirstInOrdinalOrder()
    {
        Assert.Equal("host", EditDistance.Nearest("hast", ["hust", "host"]));
        Assert.Equal("host", EditDistance.Nearest("hast", ["host", "hust"]));
    }

    [Fact]
    public void Nearest_NameThatNobodyTypes_FindsNothing()
    {
        Assert.Null(EditDistance.Nearest(new string('a', 65), [new string('a', 64)]));
        Assert.Null(EditDistance.Nearest(new string('a', 64), [new string('a', 65)]));
        Assert.Equal(new string('a', 63), EditDistance.Nearest(new string('a', 64), [new string('a', 63)]));
    }
}
