using Strata.Diagnostics;

namespace Strata.Documents.Yaml;

/// <summary>What is wrong with a YAML text, in the words of people who write it. All of these texts stand here.</summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do about it.</param>
internal sealed record YamlSyntaxProblem(DiagnosticCode Code, string Message, string Hint)
{
    private const string Characters = "write the character itself, or \\U and eight digits";

    // Indentation.
    public static YamlSyntaxProblem Tab => new(DiagnosticCode.TabIndentation, "a tab is used as indentation", "indent with spaces");

    public static YamlSyntaxProblem Misplaced => Syntax("the indentation does not fit what is above", "line it up with its neighbours");

    public static YamlSyntaxProblem Behind => Syntax("something stands behind the end of this line's value", "quote the whole text, or look for a superfluous quote or bracket");

    public static YamlSyntaxProblem QuotedNotIndented => Syntax("this line belongs to a quoted text and is not indented", "indent all lines of the text deeper than its key, or add the closing quote");

    public static YamlSyntaxProblem FlowNotIndented => Syntax("this line belongs to a list or mapping in brackets and is not indented", "indent its lines deeper than its key, and look for a missing closing bracket");

    // Mappings and lists.
    public static YamlSyntaxProblem Colon => Syntax("a \":\" cannot stand here", "quote the text if it holds \": \", or check the indentation");

    public static YamlSyntaxProblem NoColon => Syntax("a \":\" is missing after this key", "write key: value, or check the indentation");

    public static YamlSyntaxProblem KeyOfSeveralLines => Syntax("a key and its \":\" stand on one line", "write the key on one line, or put \"? \" before it");

    public static YamlSyntaxProblem KeyTooLong => Syntax("a key has at most 1,024 characters", "look for a missing line break, or put \"? \" before the key");

    public static YamlSyntaxProblem KeyNoText => new(DiagnosticCode.KeyNoText, "a key must be text, not a mapping or a list", "quote it if it is text: templates such as ${VAR} need no braces of their own");

    public static YamlSyntaxProblem Dash => Syntax("a \"-\" cannot stand here", "put each item on a line of its own, beneath its key");

    public static YamlSyntaxProblem QuestionMark => Syntax("a \"?\" cannot stand here", "quote the text if it begins with \"? \"");

    public static YamlSyntaxProblem NotInBrackets => Syntax("this list or mapping in brackets is not well formed", "look for a missing \",\" or closing bracket, and indent its lines");

    public static YamlSyntaxProblem NoValue => Syntax("a value is missing here", "look for a missing value or closing bracket");

    // Scalars.
    public static YamlSyntaxProblem NoBeginning => Syntax("no value can begin with this character", "quote the text");

    public static YamlSyntaxProblem QuoteNeverEnds => Syntax("this quoted text never ends", "add the closing quote");

    public static YamlSyntaxProblem QuoteEndsWithDocument => Syntax("this quoted text never ends", "add the closing quote before the line that begins the next document");

    public static YamlSyntaxProblem Escape => Syntax("this escape is not known", "in double quotes write \\\\ for a backslash, or use single quotes");

    public static YamlSyntaxProblem EscapeOfNothing => new(DiagnosticCode.BadEncoding, "an escape gives no character", Characters);

    public static YamlSyntaxProblem EscapeOfHalf => new(DiagnosticCode.BadEncoding, "an escape gives half of a surrogate pair, which is no character", Characters);

    public static YamlSyntaxProblem BlockText =>
        Syntax("this block text is not well formed", "write | or > at the end of the line and indent the text beneath it evenly; blank lines above it have no more blanks than it");

    public static YamlSyntaxProblem Comment => Syntax("a comment cannot stand here", "put a space before \"#\", or move the comment to a line of its own; quote a text that holds \" #\"");

    // Anchors, aliases and tags.
    public static YamlSyntaxProblem SecondAnchor => Syntax("a value has one anchor only", "remove one");

    public static YamlSyntaxProblem SecondTag => Syntax("a value has one tag only", "remove one");

    public static YamlSyntaxProblem AliasWithMore => Syntax("an alias has no anchor or tag of its own", "remove it: the alias repeats those of its anchor");

    public static YamlSyntaxProblem LoneStar => Syntax("a \"*\" begins an alias, and a name is missing behind it", "quote it if it is text: \"*\"");

    public static YamlSyntaxProblem Anchor => Syntax("an anchor or alias is not well formed", "its name has no blanks and none of []{},");

    public static YamlSyntaxProblem Tag => Syntax("this is not a valid tag", "remove it, or quote the text if it begins with \"!\"");

    public static YamlSyntaxProblem TagHandle => Syntax("this tag's prefix is not declared", "remove the tag, or declare it by a %TAG line");

    // Documents.
    public static YamlSyntaxProblem Version => Syntax("this YAML version is not known", "write %YAML 1.2, or leave the line out");

    public static YamlSyntaxProblem Directive => Syntax("this directive is not well formed", "remove the line that begins with \"%\", or quote a text that begins with it");

    public static YamlSyntaxProblem DirectiveAlone => Syntax("no document begins behind this directive", "write a line --- beneath it, or remove the line that begins with \"%\"");

    public static YamlSyntaxProblem BehindEnd => Syntax("something stands behind the end of the document", "put it on a line of its own");

    private static YamlSyntaxProblem Syntax(string message, string hint) => new(DiagnosticCode.SyntaxError, message, hint);
}
