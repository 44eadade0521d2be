namespace Strata.Tests.Documents.Yaml;

public class YamlReaderTests
{
    [Theory]
    [InlineData("a: 1\nb:\n  c: x y\n", "{ :a :1 :b { :c :x y } }")]
    [InlineData("- a\n-\n- - b\n  - c\n", "[ :a : [ :b :c ] ]")]
    [InlineData("a:\n- b\n- c\nd: e\n", "{ :a [ :b :c ] :d :e }")]
    [InlineData("a:\n  - b: 1\n    c: 2\n  - d:\n      - e\n", "{ :a [ { :b :1 :c :2 } { :d [ :e ] } ] }")]
    [InlineData("a:\nb:\n", "{ :a : :b : }")]
    [InlineData("? a\n: b\n? c\nd: e\n? f", "{ :a :b :c : :d :e :f : }")]
    [InlineData("? - a\n  - b\n: - c\n", "{ [ :a :b ] [ :c ] }")]
    [InlineData("?\n- a\n:\n- b\n", "{ [ :a ] [ :b ] }")]
    [InlineData("? a: 1\n: b: 2\n", "{ { :a :1 } { :b :2 } }")]
    [InlineData(": a\n", "{ : :a }")]
    [InlineData("a : b\n", "{ :a :b }")]
    [InlineData("- a: &x\n  b: *x\n", "[ { :a &x : :b *x } ]")]
    public void Read_Blocks_GivesTheirNodes(string text, string events) => AssertDocument(events, text);

    [Theory]
    [InlineData("[]", "[ ]")]
    [InlineData("{}", "{ }")]
    [InlineData("[a, b,]", "[ :a :b ]")]
    [InlineData("{a: 1, b: , c, d:}", "{ :a :1 :b : :c : :d : }")]
    [InlineData("{\"a\":1,'b':[c],\"d\" :e}", "{ \"a :1 'b [ :c ] \"d :e }")]
    [InlineData("{a:1, b::c, http://x: y}", "{ :a:1 : :b::c : :http://x :y }")]
    [InlineData("[a: 1, \"b\":2, c: , : d, ? e : f, ? g]", "[ { :a :1 } { \"b :2 } { :c : } { : :d } { :e :f } { :g : } ]")]
    [InlineData("{? a : b, ? c, ?}", "{ :a :b :c : : : }")]
    [InlineData("{[a]: 1, {b: c}: 2}", "{ [ :a ] :1 { :b :c } :2 }")]
    [InlineData("{a\n b: c,\n d\n :\n e}", "{ :a b :c :d :e }")]
    [InlineData("[a # one\n , b\n # two\n]", "[ :a :b ]")]
    [InlineData("[[[a], [b]], {c: [d]}]", "[ [ [ :a ] [ :b ] ] { :c [ :d ] } ]")]
    [InlineData("[&a a, !t b, &c !u {}, !!str , *a]", "[ &a :a <!t> :b &c <!u> { } <tag:yaml.org,2002:str> : *a ]")]
    [InlineData("[-a, ?b, :c, a#b]", "[ :-a :?b ::c :a#b ]")]
    public void Read_Brackets_GiveTheirNodes(string text, string events) => AssertDocument(events, text);

    [Theory]
    [InlineData("a b\n  c\n\n  d\n\n\n e # f", ":a b c\\nd\\n\\ne")]
    [InlineData("a:b c#d [e] {f}, - ? g", ":a:b c#d [e] {f}, - ? g")]
    [InlineData("-a", ":-a")]
    [InlineData("\"\"", "\"")]
    [InlineData("\"a\\\"\\\\\\/\\n\\t\\x41\\u00e9\\U0001F600\\ud83d\\ude00\\_\\N\\ \"", "\"a\"\\\\/\\n\\tAé😀😀\u00a0\u0085 ")]
    [InlineData("\"a \n  b\n\n  c\\n\n d\"", "\"a b\\nc\\n d")]
    [InlineData("\"a\\\n   b \\\n  \\ c\\\n\n d\"", "\"ab  c\\nd")]
    [InlineData("''", "'")]
    [InlineData("'it''s'", "'it's")]
    [InlineData("'a\\n \n  b\n\n  ''c'", "'a\\\\n b\\n'c")]
    public void Read_TextsOfSeveralLines_AreFolded(string text, string events) => AssertDocument(events, text);

    [Theory]
    [InlineData("a: |\n  x\n   y\n\n  z\n\n\nb: 1", "|x\\n y\\n\\nz\\n")]
    [InlineData("a: |-\n  x\n\nb: 1", "|x")]
    [InlineData("a: |+ # c\n  x\n\n\nb: 1", "|x\\n\\n\\n")]
    [InlineData("a: |2\n   x\nb: 1", "| x\\n")]
    [InlineData("a: |1-\n  x\nb: 1", "| x")]
    [InlineData("a: |+2\n   x\n\nb: 1", "| x\\n\\n")]
    [InlineData("a: |\nb: 1", "|")]
    [InlineData("a: |+\n\n\nb: 1", "|\\n\\n")]
    [InlineData("a: >\n  x\n  y\n\n  z\n\n\n  u\n   v\n   w\n\n  t\nb: 1", ">x y\\nz\\n\\nu\\n v\\n w\\n\\nt\\n")]
    [InlineData("a: >-\n\n\n  x\n  # y\nb: 1", ">\\n\\nx # y")]
    [InlineData("a: >\n  \tx\n  y\nb: 1", ">\\tx\\ny\\n")]
    [InlineData("a: !t &x |\n  x\nb: 1", "&x <!t> |x\\n")]
    [InlineData("a:\n  &x\n  |\n x\nb: 1", "&x |x\\n")]
    public void Read_BlockTexts_KeepWhatTheirHeaderSays(string text, string value) => AssertDocument($"{{ :a {value} :b :1 }}", text);

    [Theory]
    [InlineData("&a b: c", "{ &a :b :c }")]
    [InlineData("&a\nb: c", "&a { :b :c }")]
    [InlineData("!!map\n&a\n!t b: c", "&a <tag:yaml.org,2002:map> { <!t> :b :c }")]
    [InlineData("a: &x\n- b", "{ :a &x [ :b ] }")]
    [InlineData("a: &x # c\n  b: 1", "{ :a &x { :b :1 } }")]
    [InlineData("!t &a b", "&a <!t> :b")]
    [InlineData("!t\n&a b", "&a <!t> :b")]
    [InlineData("! a", "<!> :a")]
    [InlineData("!<tag:x,2000:y> a", "<tag:x,2000:y> :a")]
    [InlineData("!a%21b%c3%a9 c", "<!a!bé> :c")]
    [InlineData("%TAG !e! tag:x,2000:\n%TAG !! !local-\n---\n- !e!a b\n- !!c d", "[ <tag:x,2000:a> :b <!local-c> :d ]")]
    [InlineData("&a : b", "{ &a : :b }")]
    [InlineData("- &a:b c\n- *a:b\n- ? *a:b\n  : d", "[ &a:b :c *a:b { *a:b :d } ]")]
    [InlineData("&a b: *a\n*a : c", "{ &a :b *a *a :c }")]
    public void Read_AnchorsAndTags_StandOnTheirNodes(string text, string events) => AssertDocument(events, text);

    [Theory]
    [InlineData("", "")]
    [InlineData("# a\n...\n", "")]
    [InlineData("a\n--- b\n---\n...\n# c\n", "--- :a ... --- :b ... --- : ...")]
    [InlineData("%YAML 1.2\n%FUTURE x y\n--- a\n...\n%YAML 1.1 # c\n---\nb", "--- :a ... --- :b ...")]
    [InlineData("--- |\n a\n...\nb", "--- |a\\n ... --- :b ...")]
    [InlineData("---\n- a\n---\n- b", "--- [ :a ] ... --- [ :b ] ...")]
    [InlineData("a\n%b", "--- :a %b ...")]
    [InlineData("a\n...\n\uFEFF# c\n\uFEFFb: 1\nc: 2\n", "--- :a ... --- { :b :1 :c :2 } ...")]
    [InlineData("---a: ---\n...b: ...", "--- { :---a :--- :...b :... } ...")]
    public void Read_Streams_GiveTheirDocuments(string text, string events) => Assert.Equal(events, RecordedEvents.Of(text));

    [Theory]
    [InlineData("a: 1\nb: [x,\n  y]\nc: |\n  d\n\n  e\nf: 'g\n\n  h'\n")]
    [InlineData("- a\n- b: >-\n    c\n    d\n  e: \"f\\\n    g\"\n---\nh\n")]
    public void Read_EveryLineEnd_GivesTheSameEvents(string text)
    {
        var events = RecordedEvents.WithPlaces(text);

        Assert.Equal(events, RecordedEvents.WithPlaces(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(events, RecordedEvents.WithPlaces(text.Replace('\n', '\r')));
    }

    [Theory]
    [InlineData("a\nb: c", "2:2 a \":\" cannot stand here")]
    [InlineData("--- a: b", "1:6 a \":\" cannot stand here")]
    [InlineData("a: 'b\n  c': d", "2:5 a \":\" cannot stand here")]
    [InlineData("[a\n : b]", "2:2 a \":\" cannot stand here")]
    [InlineData("a: {b: c: d}", "1:9 a \":\" cannot stand here")]
    [InlineData("a: b\n'c\n d': e", "2:1 a key and its \":\" stand on one line")]
    [InlineData("a: 1\nb\nc: 2", "2:1 a \":\" is missing after this key")]
    [InlineData("a: 1\n&x\nb: 2", "2:1 a \":\" is missing after this key")]
    [InlineData("\"a\":b", "1:4 something stands behind the end of this line's value")]
    [InlineData("a: [b] c", "1:8 something stands behind the end of this line's value")]
    [InlineData("[a]: b", "1:1 a key must be text, not a mapping or a list")]
    [InlineData("a: 1\n{b}: c", "2:1 a key must be text, not a mapping or a list")]
    [InlineData("a: [[b]: c]", "1:5 a key must be text, not a mapping or a list")]
    [InlineData("a: [b]: c", "1:7 a \":\" cannot stand here")]
    [InlineData("&a - b", "1:4 a \"-\" cannot stand here")]
    [InlineData("[-]", "1:2 a \"-\" cannot stand here")]
    [InlineData("a: ? b", "1:4 a \"?\" cannot stand here")]
    [InlineData("[a,,b]", "1:4 a value is missing here")]
    [InlineData("{, a}", "1:2 a value is missing here")]
    [InlineData("[a}", "1:3 this list or mapping in brackets is not well formed")]
    [InlineData("{\"a\"\n\"b\"}", "2:1 this list or mapping in brackets is not well formed")]
    [InlineData("[a\n--- ]", "2:1 this line belongs to a list or mapping in brackets and is not indented")]
    [InlineData("\"a\n---\n", "1:1 this quoted text never ends")]
    [InlineData("'a", "1:1 this quoted text never ends")]
    [InlineData("\"\\x4g\"", "1:2 this escape is not known")]
    [InlineData("\"\\ud83d\\u0041\"", "1:2 an escape gives half of a surrogate pair, which is no character")]
    [InlineData("\"\\ude00\"", "1:2 an escape gives half of a surrogate pair, which is no character")]
    [InlineData("\"\\U00110000\"", "1:2 an escape gives no character")]
    [InlineData("a: |\n   \n  b", "2:4 this block text is not well formed")]
    [InlineData("a: |0\n  b", "1:5 this block text is not well formed")]
    [InlineData("a: |#b\n  c", "1:5 this block text is not well formed")]
    [InlineData("[a,#b\n]", "1:4 a comment cannot stand here")]
    [InlineData("'a'#b", "1:4 a comment cannot stand here")]
    [InlineData("!a !b c", "1:4 a value has one tag only")]
    [InlineData("&a *b", "1:1 an alias has no anchor or tag of its own")]
    [InlineData("& a", "1:1 an anchor or alias is not well formed")]
    [InlineData("a: *", "1:4 a \"*\" begins an alias, and a name is missing behind it")]
    [InlineData("[&a[b]]", "1:2 an anchor or alias is not well formed")]
    [InlineData("!<> a", "1:1 this is not a valid tag")]
    [InlineData("!a{b} c", "1:1 this is not a valid tag")]
    [InlineData("!a%4 b", "1:1 this is not a valid tag")]
    [InlineData("!a%ff b", "1:1 this is not a valid tag")]
    [InlineData("%YAML 1.2\n%YAML 1.2\n---\n", "2:1 this directive is not well formed")]
    [InlineData("%TAG !a\n---\n", "1:1 this directive is not well formed")]
    [InlineData("%YAML 1.2\na", "2:1 no document begins behind this directive")]
    [InlineData("%YAML 1.2\n", "1:10 no document begins behind this directive")]
    [InlineData("a\n... b", "2:5 something stands behind the end of the document")]
    [InlineData("-\t- a", "1:2 a tab is used as indentation")]
    [InlineData("?\ta: b", "1:2 a tab is used as indentation")]
    [InlineData("a: |\n\t\nb: 1", "2:1 a tab is used as indentation")]
    public void Read_BadText_SaysWhatIsWrongAndWhere(string text, string problem) => Assert.EndsWith($"!!! {problem}", RecordedEvents.Of(text), StringComparison.Ordinal);

    [Theory]
    [InlineData(1024, true)]
    [InlineData(1025, false)]
    public void Read_KeyOfManyCharacters_EndsAtTheLimit(int length, bool isAccepted)
    {
        foreach (var character in new[] { 'a', 'é' })
        {
            var key = new string(character, length);

            Assert.Equal(isAccepted, RecordedEvents.Of($"{key}: b") == $"--- {{ :{key} :b }} ...");
            Assert.Equal(isAccepted, RecordedEvents.Of($"[{key}: b]") == $"--- [ {{ :{key} :b }} ] ...");
            Assert.Equal($"--- {{ :{key} :b }} ...", RecordedEvents.Of($"? {key}\n: b"));
        }
    }

    private static void AssertDocument(string events, string text) => Assert.Equal($"--- {events} ...", RecordedEvents.Of(text));
}
