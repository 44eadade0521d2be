namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>The checker finds each kind of violation, and none in a good history.</summary>
public sealed class HistoryCheckerTests
{
    private readonly History _history = new();

    private Outcome _outcome = new("e", [new(1, "k1", "one"), new(2, "k2", "two")], [1, 2], [new("A", "e", 2, "two", "h2", "h2"), new("B", "e", 2, "two", "h2", "h2")]);

    public HistoryCheckerTests()
    {
        _history.Add(new Acknowledged("k1", "e", 1, "one"));
        _history.Add(new Acknowledged("k2", "e", 2, "two"));
        _history.Add(new Seen("reader", "e", 1, "one", "h1", "h1"));
        _history.Add(new Seen("watcher", "e", 1));
        _history.Add(new Seen("reader", "e", 2, "two", "h2", "h2"));
    }

    [Fact]
    public void Check_OfAGoodHistory_FindsNothing() => Assert.Empty(HistoryChecker.Check(_history, _outcome));

    [Fact]
    public void Check_OfALostPublish_SaysWhich()
    {
        _history.Add(new Acknowledged("k3", "e", 3, "three"));
        AssertFinds("publish k3 was acknowledged and made 0 revisions");
    }

    [Fact]
    public void Check_OfAPublishDoneTwice_SaysWhich()
    {
        _outcome = _outcome with { Revisions = [new(1, "k1", "one"), new(2, "k1", "one")] };
        AssertFinds("request k1 was done 2 times");
    }

    [Fact]
    public void Check_OfAPublishThatBecameAnother_SaysWhatItIs()
    {
        _outcome = _outcome with { Revisions = [new(1, "k2", "two"), new(2, "k1", "one")] };
        AssertFinds("publish k1 was acknowledged as revision 1 with one, and is 2 with one");
    }

    [Fact]
    public void Check_OfARevisionThatFell_SaysWhoSawIt()
    {
        _history.Add(new Seen("reader", "e", 1, "one", "h1", "h1"));
        AssertFinds("reader saw revision 1 behind 2");
    }

    [Fact]
    public void Check_OfAnEpochThatCameBack_SaysWhoSawIt()
    {
        _history.Add(new Seen("reader", "f", 1));
        _history.Add(new Seen("reader", "e", 2));
        AssertFinds("reader saw epoch e again, which was over");
    }

    [Fact]
    public void Check_OfARevisionInANewEpoch_FindsNothing()
    {
        _history.Add(new Seen("reader", "f", 1, "other", "h", "h"));
        Assert.Empty(HistoryChecker.Check(_history, _outcome));
    }

    [Fact]
    public void Check_OfOneRevisionWithTwoValues_SaysBoth()
    {
        _history.Add(new Seen("reader", "e", 2, "one", "h1", "h1"));
        AssertFinds("revision 2 held two and one");
    }

    [Fact]
    public void Check_OfBytesThatAreOthers_SaysWhoGotThem()
    {
        _history.Add(new Seen("reader", "e", 2, "two", "h2", "h3"));
        AssertFinds("reader was told hash h2 of bytes that have h3");
    }

    [Fact]
    public void Check_OfAnUnapprovedValue_SaysWhoGotIt()
    {
        _history.Add(new Seen("reader", "f", 9, "unapproved-1", "h", "h"));
        AssertFinds("reader was given unapproved-1, which nobody approved");
    }

    [Fact]
    public void Check_OfAGap_SaysSo()
    {
        _outcome = _outcome with { Revisions = [new(1, "k1", "one"), new(3, "k2", "two")], Audited = [1, 3] };
        Assert.Contains("the revisions have gaps", HistoryChecker.Check(_history, _outcome));
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(1L, 1L)]
    [InlineData(1L, 2L, 2L)]
    public void Check_OfAuditRowsThatAreTooFewOrTooMany_SaysSo(params long[] audited)
    {
        _outcome = _outcome with { Audited = audited };
        AssertFinds("there is not one audit row for each revision");
    }

    [Fact]
    public void Check_OfAReplicaThatStaysBehind_SaysWhich()
    {
        _outcome = _outcome with { Served = [new("A", "e", 2, "two", "h2", "h2"), new("B", "e", 1, "one", "h1", "h1")] };
        AssertFinds("B serves revision 1 with one in the end, and the store has 2 with two");
    }

    private void AssertFinds(string violation) => Assert.Contains(violation, HistoryChecker.Check(_history, _outcome));
}
