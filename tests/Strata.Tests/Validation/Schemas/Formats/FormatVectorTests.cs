using Strata.Validation.Schemas;
using Strata.Validation.Schemas.Formats;

namespace Strata.Tests.Validation.Schemas.Formats;

/// <summary>Texts at the edges of each format, by its RFC.</summary>
public class FormatVectorTests
{
    [Theory]
    [InlineData("date", "2026-11-24 0000-01-01 2000-02-29 2024-02-29 9999-12-31", "2026-11-31 2100-02-29 2023-02-29 2026-00-10 2026-13-10 2026-01-00 2026-1-1 26-01-01 20260101 +2026-01-01 2026/01/01 2026-W01-1 2026-001 2026-01-01Z ২026-01-01 2026-01-0১")]
    [InlineData("time", "00:00:00Z 23:59:59z 12:30:00.123456789+05:30 12:00:00-00:00 23:59:60Z 15:59:60-08:00 01:29:60.5+01:30 23:29:60-00:30 00:29:60+00:30", "24:00:00Z 12:60:00Z 12:00:61Z 22:59:60Z 23:58:60Z 23:59:60+01:00 12:00:00 12:00Z 12:00:00.Z 12:00:00,5Z 12:00:00+0530 12:00:00+24:00 12:00:00+01:60 12:00:00+01 1:00:00Z 12:00:00ZZ 12:00:00Z+01:00 12:00:0১Z")]
    [InlineData("date-time", "2026-11-24T15:02:43Z 2026-11-24t15:02:43.5z 1990-12-31T23:59:60Z 1990-12-31T15:59:60-08:00 2015-07-01T01:59:60+02:00 2016-12-31T23:59:60.999Z", "2026-11-24 15:02:43Z 2026-11-24T15:02:43 2026-02-30T00:00:00Z 2026-11-24 2026-11-24T T15:02:43Z 1990-12-31T22:59:60Z 1990-12-30T23:59:60Z 2015-07-02T01:59:60+02:00 2026-11-24T15:02:43+1:00 2026-11-24_15:02:43Z")]
    [InlineData("duration", "P1Y2M3DT4H5M6S P1Y P1M P3D P1YT1S PT1H PT5M6S PT36H P2W P0D P1M3D P100Y", "P PT P1 1Y P1YT P1Y1D PT1H1S P1W2D P1D1M P1S PT1D P-1D P1.5D PT1.5S p1d P1y +P1D P1Y1Y P٢Y P1WT1H P1DT")]
    [InlineData("email", "a@b joe.bloggs@example.com te~st@example.com ~test~@example.com !#$%&'*+-/=?^_`{|}~@x.y a@[127.0.0.1] a@[IPv6:::1] a@[ipv6:2001:db8::1] \"joe..b\"@example.com \"a@b\"@c \"\\\"\"@c a@1.2", "a @a a@ a@@b .a@b a.@b a..b@c a@b_c a@-b a@b- a@b. a@.b a@[127.0.0.300] a@[::1] a@[IPv6:::g] a@[x:y] \"a\"b@c \"a@c \"a\\\"@c é@b a@é a,b@c <a@b> a@b@c")]
    [InlineData("idn-email", "a@b 실례@실례.테스트 é.è@bücher.example \"é\"@b 😀@b", ".é@b é.@b a@é..b a@ a@-é a@[é]")]
    [InlineData("hostname", "a localhost www.example.com xn--bcher-kva.example 1host host1 1.2.3.4 a-b a--b A.B ab--c.d xn--nxasmq6b xn--4gbwdl.xn--wgbh1c XN--BCHER-KVA", "a. .a a..b -a a- a_b a.-b a.b- é a.é a.b\n xn-- xn--- xn--x xn--a xn--a- xn--bcher-kv xn--bcher-kva- xn--bcher-KVA9 a:b a/b")]
    [InlineData("idn-hostname", "localhost bücher.example 실례.테스트 faß.de βόλος l·l a.é.b παράδειγμα͵α א׳ב ג״ד カ・ァ ア・ ・一 ٠١ ۰۱ بي‌بي क्‍ष क्‌ष א bücher。example bücher．de a｡é xn--bcher-kva", ". é. ｡é .é é..a Bücher ﬁx ａ é-. -é éé--é é_ ̀a ःhello 〮한국 a·l l·a ·l l· α͵a ͵ a׳ב ׳ב a״ ・ a・b ٠۰ ۰٠ a‌b a‍b क‍ष 〱 ـ ߺ 一〳 é@ ☃ 😀 ᄀ é︀ xn--x ⁽é")]
    [InlineData("ipv4", "0.0.0.0 127.0.0.1 255.255.255.255 192.168.1.10", "1.2.3 1.2.3.4.5 256.1.1.1 01.2.3.4 1.2.3.00 1..2.3 1.2.3. .1.2.3 0x7f.0.0.1 2130706433 1.2.3.4/24 1.2.3.4\n 1.2.3.٤ 1.2.3.-4 1.2.3.1000")]
    [InlineData("ipv6", ":: ::1 1:: 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:: ::2:3:4:5:6:7:8 fe80::a:b ABCD:ef01:: ::ffff:1.2.3.4 1:2:3:4:5:6:1.2.3.4 1::5:6:1.2.3.4", ": ::: 1 1: :1 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:2:3:4::5:6:7:8 1::2::3 12345:: g:: 1:2:3:4:5:6:7:1.2.3.4 ::1.2.3 ::1.2.3.256 1.2.3.4 1.2.3.4:: ::1.2.3.4:5 fe80::1%eth0 ::1/64 :1:2:3:4:5:6:7 1:2:3:4:5:6:7: ::\n ::٣")]
    [InlineData("uri", "http://a a:b a: urn:x:y mailto:a@b file:///x http://u:p@h:80/p;a=1?q=/?#f/? http://[::1]:1/ http://[v1.a:b] http://h: http:///p a://%41 http://a?b#c tel:+1 A+b-.1:x ldap://[2001:db8::7]/c=GB?one http://a//b http://!$&'()*+,;=", "//a /a a #a ? 1a:b :a é:a http://é http://a/é http://a\\b http://a/b|c http://a/{b} http://[::1 http://::1 http://[::1]a http://[g::] http://[v.a] http://[v1.] http://h:x http://a%4 http://a%zz a:<b> a:\"b\" a:^ a:` http://a@b@c http://[::1%25eth0] a:#b#c http://a:1:2")]
    [InlineData("uri-reference", "a /a //a ./a:b a/b:c ?q #f . .. http://a //u@h:1/p?q#f a%20b //[::1]", "\\a 1:a :a 1a:b: é:a a%2 {a} é #a#b //[a] a\u0001")]
    [InlineData("iri", "http://é/é?é#é http://a?\ue000 x:é:😀", "//é é :é é:a http://é\\ http://a/\ue000 http://a#\ue000 x:\ufdd0 x:\uffff http://2001:db8::1 x:\ue000")]
    [InlineData("iri-reference", "é /é?\ue000 #é //é 😀", "é:é é\\é \ue000 [é] \ufff0x")]
    [InlineData("uri-template", "{a} x/{a}/{+b,c*,d:3}{?e}{&f}{;g}{.h}{/i}{#j} {a.b} {%41} é {_} {a:9999} {=a} {|a} {,a} a", "{} {a {a}} } a} {a,} {,} {a:0} {a:10000} {a:} {a*:1} {a:1*} {.} {a.} {a..b} {a-b} {+} {a b} a\"b a'b a%b a<b \\ ^ ` | {{a}} {%4} {é} a\u007fb")]
    [InlineData("uuid", "00000000-0000-0000-0000-000000000000 2EB8aa08-AA98-11ea-b4aa-73b441d16380 ffffffff-ffff-ffff-ffff-ffffffffffff", "2eb8aa08aa9811eab4aa73b441d16380 2eb8aa08-aa98-11ea-b4aa-73b441d1638 2eb8aa08-aa98-11ea-b4aa-73b441d163800 2eb8aa0-8aa98-11ea-b4aa-73b441d16380 2eb8aa08-aa98-11ea-b4aa73b441d16380- {2eb8aa08-aa98-11ea-b4aa-73b441d16380} 2eb8aa08-aa98-11ea-b4aa-73b441d1638g urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380 2eb8aa08-aa98-11ea-b4aa-73b441d1638٣")]
    [InlineData("json-pointer", "/ // /a /a~0b~1 /a/0/- /é /\"\\", "a #/a ~ /~ /~2 /a~ /~~0 /a/~x 0")]
    [InlineData("relative-json-pointer", "0 1 10 0# 120# 0/a 1/a/~0 0+1 2-1/a 1+10#", "/a # -1 +1 01 00 0## 01/a 0a 0+ 0+0 0-01 0+1a 1/~2 ٣")]
    [InlineData("regex", "a ^a$ (?<n>a)\\k<n> \\p{L} a{2,3} [\\w-.] \\- \\u{1F600}", "( [ a** \\Z \\a ^(abc] \\p{x} \\u{g} (?P<a>b) a{2,1} +")]
    public void Rule_Texts_AreToldApart(string format, string valid, string invalid)
    {
        var rule = FormatRules.Find(format, SchemaDialect.Draft202012)!;

        Assert.Equal([], valid.Split(' ').Where(text => !rule(text)));
        Assert.Equal([], invalid.Split(' ').Where(rule));
    }

    [Theory]
    [InlineData("date-time", false)]
    [InlineData("duration", false)]
    [InlineData("email", false)]
    [InlineData("hostname", false)]
    [InlineData("idn-hostname", false)]
    [InlineData("ipv6", false)]
    [InlineData("uri", false)]
    [InlineData("uri-reference", true)]
    [InlineData("uri-template", true)]
    [InlineData("json-pointer", true)]
    [InlineData("relative-json-pointer", false)]
    [InlineData("regex", true)]
    [InlineData("uuid", false)]
    public void Rule_EmptyText_IsToldApart(string format, bool expected) => Assert.Equal(expected, FormatRules.Find(format, SchemaDialect.Draft202012)!(""));

    [Theory]
    [InlineData("email", "\"joe bloggs\"@example.com", true)]
    [InlineData("email", "joe bloggs@example.com", false)]
    [InlineData("date-time", "2026-11-24 15:02:43Z", false)]
    [InlineData("uri", "http://a b", false)]
    [InlineData("uri-template", "a b", false)]
    [InlineData("json-pointer", "/a b", true)]
    [InlineData("relative-json-pointer", "0 ", false)]
    [InlineData("ipv4", " 1.2.3.4", false)]
    [InlineData("duration", "P 1D", false)]
    [InlineData("hostname", " a", false)]
    public void Rule_Spaces_AreToldApart(string format, string text, bool expected) => Assert.Equal(expected, FormatRules.Find(format, SchemaDialect.Draft202012)!(text));

    [Fact]
    public void Rule_Lengths_AreThoseOfTheRfcs()
    {
        Assert.True(Is("hostname", new string('a', 63)));
        Assert.False(Is("hostname", new string('a', 64)));
        var longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.True(Is("hostname", longest));
        Assert.True(Is("idn-hostname", longest));
        Assert.False(Is("hostname", longest + "d"));
        Assert.False(Is("idn-hostname", longest + "d"));

        // xn--, fifty-five letters and a hyphen leave three signs for the place of the accent.
        var label = Enumerable.Range(1, 63).Select(static count => new string('e', count) + "é").TakeWhile(static label => Is("idn-hostname", label)).Last();
        Assert.Equal(56, label.Length);

        Assert.True(Is("email", new string('a', 64) + "@b"));
        Assert.False(Is("email", new string('a', 65) + "@b"));
        Assert.False(Is("idn-email", new string('é', 33) + "@b"));
        Assert.True(Is("idn-email", new string('é', 32) + "@b"));
    }

    [Fact]
    public void Rule_HalfAPair_IsNoTextOfTheInternet()
    {
        Assert.False(Is("idn-email", "\uD83D@b"));
        Assert.False(Is("idn-hostname", "a\uD83D"));
        Assert.False(Is("iri", "a:\uDE00"));
        Assert.False(Is("uri-template", "\uD83D"));
    }

    [Theory]
    [InlineData("bücher", "bcher-kva")]
    [InlineData("münchen", "mnchen-3ya")]
    [InlineData("例え", "r8jz45g")]
    [InlineData("😀", "e28h")]
    [InlineData("á", "1ca")]
    public void Punycode_Label_IsSpelledAndReadBack(string label, string expected)
    {
        var points = label.EnumerateRunes().Select(static rune => rune.Value).ToArray();
        Span<char> spelled = stackalloc char[63];
        Assert.True(Punycode.TryEncode(points, spelled, out var length));
        Assert.Equal(expected, spelled[..length].ToString());

        Span<int> read = stackalloc int[63];
        Assert.True(Punycode.TryDecode(expected, read, out var count));
        Assert.Equal(points, read[..count].ToArray());
    }

    [Fact]
    public void RelativePointer_BeforeDraft202012_ShiftsNothing() => Assert.False(FormatRules.Find("relative-json-pointer", SchemaDialect.Draft201909)!("0+1"));

    private static bool Is(string format, string text) => FormatRules.Find(format, SchemaDialect.Draft202012)!(text);
}
