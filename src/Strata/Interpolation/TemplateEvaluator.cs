using System.Buffers;
using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>Evaluates one template: a value's text becomes its final text. Only the branches that are taken are evaluated.</summary>
internal sealed class TemplateEvaluator(Interpolator interpolator, InterpolationOptions options, ScalarNode template, bool isSecret)
{
    // Deeper nesting is not written by people, and each level is one of the machine's stack.
    internal const int MaxNesting = 32;

    private static readonly SearchValues<char> Opening = SearchValues.Create("${");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    // After so many unset variables in one value the rest is noise.
    private const int MaxUnset = 100;

    private readonly List<Substitution> _substitutions = [];
    private readonly bool _mayHoldPasswords = TextPattern.MayHold(template.Text);

    // The parts of the text that are secret by their places.
    private List<Range> _secretParts = [];
    private int _nesting;
    private int _unset;
    private bool _failed;

    /// <summary>The final node; null after an error.</summary>
    public ScalarNode? Evaluate()
    {
        var text = new StringBuilder();
        Append(text, 0, template.Text.Length);
        if (_failed)
        {
            return null;
        }

        var result = text.Length == template.Text.Length && text.Equals(template.Text) ? template.Text : text.ToString();
        var type = template.Style == ScalarStyle.Plain && !ReferenceEquals(result, template.Text) ? CoreSchema.TypeOf(result) : template.Type;
        return new InterpolatedNode(template, result, type, [.. _substitutions], IsSensitive(0), SecretParts());
    }

    private void Append(StringBuilder target, int from, int to)
    {
        var text = template.Text;
        var pattern = _mayHoldPasswords ? new TextPattern(target) : null;
        var at = from;
        while (at < to && !_failed)
        {
            var dollar = text.IndexOf('$', at, to - at);
            if (dollar < 0)
            {
                break;
            }

            pattern?.Literal(text.AsSpan(at, dollar - at));
            target.Append(text, at, dollar - at);
            var expression = TemplateScanner.Read(text, dollar, to);
            pattern?.Expression();
            AppendExpression(target, expression);
            at = expression.Whole.End.Value;
            CheckLength(target.Length);
        }

        if (at < to && !_failed)
        {
            pattern?.Literal(text.AsSpan(at, to - at));
            target.Append(text, at, to - at);
        }

        pattern?.Find(_secretParts);
    }

    private List<Range>? SecretParts() => TextRanges.Joined(_secretParts) is { Count: > 0 } parts ? parts : null;

    // What is a password by itself stays one in whatever text it is put.
    private void Insert(StringBuilder target, string value, List<Range>? secretParts = null)
    {
        foreach (var part in (secretParts ?? []).Concat(SecretText.FindPasswords(value) ?? []))
        {
            _secretParts.Add((target.Length + part.Start.Value)..(target.Length + part.End.Value));
        }

        target.Append(value);
    }

    private void AppendExpression(StringBuilder target, in TemplateExpression expression)
    {
        switch (expression.Kind)
        {
            case ExpressionKind.Escape or ExpressionKind.Literal:
                target.Append('$');
                break;
            case ExpressionKind.Variable:
                AppendVariable(target, expression);
                break;
            case ExpressionKind.Config:
                AppendReference(target, expression);
                break;
            case ExpressionKind.File:
                AppendFile(target, expression);
                break;
            default:
                Fail(DiagnosticCode.BadTemplate, expression, $"{expression.Problem}: {Shown(expression)}", "write $$ for a dollar sign that is meant");
                break;
        }
    }

    private void AppendVariable(StringBuilder target, in TemplateExpression expression)
    {
        var name = template.Text[expression.Name];
        var isSet = options.Variables.TryGetValue(name, out var value, out var source);
        var counts = isSet && (!expression.EmptyIsUnset || value!.Length > 0);
        switch (expression.Operator)
        {
            case VariableOperator.None when !isSet:
                if (_unset++ <= MaxUnset)
                {
                    interpolator.Unset(template, expression.Whole, name, isCut: _unset > MaxUnset);
                }

                _failed |= !options.AllowUnset;
                Record(expression, name, VariableSource.Unset, "", sensitive: false);
                break;
            case VariableOperator.Default when !counts:
                AppendArgument(target, expression, name, VariableSource.Default);
                break;
            case VariableOperator.Required when !counts:
                var message = new StringBuilder();
                _secretParts = [];
                AppendNested(message, expression.Argument);
                if (!_failed)
                {
                    _failed = true;
                    var shown = SecretText.MaskUrlPasswords(SecretText.MaskParts(message.ToString(), TextRanges.Joined(_secretParts)));
                    interpolator.Required(template, expression.Whole, name, isSet, IsSensitive(0) ? SecretText.Mask : shown);
                }

                break;
            case VariableOperator.Alternative when counts:
                AppendArgument(target, expression, name, VariableSource.Alternative);
                break;
            case VariableOperator.Alternative:
                Record(expression, name, isSet ? source : VariableSource.Unset, "", sensitive: false);
                break;
            default:
                Insert(target, value!);
                Record(expression, name, source, value!, options.Variables.IsSecret(name, source));
                break;
        }
    }

    // The entry for the outer expression comes first, then those of its argument.
    private void AppendArgument(StringBuilder target, in TemplateExpression expression, string name, VariableSource source)
    {
        var place = _substitutions.Count;
        _substitutions.Add(null!);
        var start = target.Length;
        AppendNested(target, expression.Argument);
        var text = target.ToString(start, target.Length - start);
        var sensitive = (source == VariableSource.Default && SecretNames.Contains(name)) || IsSensitive(place + 1);
        _substitutions[place] = new Substitution(template.Text[expression.Whole], name, source, text, sensitive);
    }

    private void AppendNested(StringBuilder target, Range argument)
    {
        if (++_nesting > MaxNesting)
        {
            Fail(DiagnosticCode.ExpansionTooDeep, new TemplateExpression { Whole = argument }, $"expressions are nested deeper than {MaxNesting}", "use fewer defaults within defaults");
            return;
        }

        Append(target, argument.Start.Value, argument.End.Value);
        _nesting--;
    }

    private void AppendReference(StringBuilder target, in TemplateExpression expression)
    {
        var path = template.Text[expression.Name];
        var found = interpolator.Resolve(template, expression.Whole, path);
        switch (found.Node)
        {
            case null:
                _failed = true;
                break;
            case ScalarNode scalar:
                var text = scalar.ToInvariantText();
                Insert(target, text, (scalar as InterpolatedNode)?.SecretParts);
                Record(expression, path, VariableSource.Config, text, found.IsSensitive || scalar.IsSensitive);
                break;
            default:
                var kind = found.Node is MappingNode ? "a mapping" : "a list";
                Fail(DiagnosticCode.ReferenceNoText, expression, $"\"{path}\" is {kind}, which cannot stand inside a text", "refer to one value in it, or make the reference the whole value");
                break;
        }
    }

    private void AppendFile(StringBuilder target, in TemplateExpression expression)
    {
        var name = template.Text[expression.Name];
        var included = interpolator.Include(name);
        if (included.Outcome != IncludeOutcome.Read)
        {
            _failed = true;
            interpolator.Unreadable(template, expression.Whole, name, included.Outcome);
            return;
        }

        var text = included.Text;
        text = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        Insert(target, text);
        Record(expression, name, VariableSource.File, text, SecretNames.Contains(name));
    }

    private void Record(in TemplateExpression expression, string name, VariableSource source, string value, bool sensitive)
    {
        _substitutions.Add(new Substitution(template.Text[expression.Whole], name, source, value, sensitive && value.Length > 0));
    }

    private bool IsSensitive(int from)
    {
        for (var i = from; i < _substitutions.Count; i++)
        {
            if (_substitutions[i] is { IsSensitive: true })
            {
                return true;
            }
        }

        return false;
    }

    private void CheckLength(int length)
    {
        if (!_failed && length > options.MaxTextLength)
        {
            _failed = true;
            interpolator.TooLarge(template, string.Create(CultureInfo.InvariantCulture, $"the value becomes longer than {options.MaxTextLength:N0} characters"));
        }
    }

    private void Fail(DiagnosticCode code, in TemplateExpression expression, string message, string hint)
    {
        _failed = true;
        interpolator.Fail(template, expression.Whole, code, message, hint);
    }

    // A long expression is shown by its beginning; one in which a secret's name occurs by its first name alone.
    private string Shown(in TemplateExpression expression)
    {
        if (isSecret)
        {
            return SecretText.Mask;
        }

        var text = template.Text.AsSpan()[expression.Whole];
        var cut = Math.Min(text.Length, 40);
        if (SecretNames.Contains(text[..cut]))
        {
            var name = text.IndexOfAnyExcept(Opening);
            cut = name < 0 ? cut : name + Math.Max(0, text[name..].IndexOfAnyExcept(NameCharacters));
        }

        return cut < text.Length ? $"{text[..cut]}..." : text.ToString();
    }
}
