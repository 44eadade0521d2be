using System.Text.RegularExpressions;
using Serilog.Events;
using Serilog.Parsing;
using Strata.Values;

namespace Strata.Extensions.Logging;

/// <summary>Log events without their secrets, whoever wrote them: by the names of properties, and by the forms that secrets have in texts.</summary>
internal static partial class MaskedEvent
{
    private static readonly MessageTemplateParser Parser = new();

    /// <summary>The event, or one in which masks stand for its secrets.</summary>
    public static LogEvent Of(LogEvent logEvent)
    {
        var template = TextOf(logEvent.MessageTemplate.Text);
        var isChanged = template != logEvent.MessageTemplate.Text;
        var exception = logEvent.Exception is { } thrown ? MaskedException.Of(thrown) : null;
        isChanged |= exception != logEvent.Exception;
        var properties = new List<LogEventProperty>(logEvent.Properties.Count);
        foreach (var (name, value) in logEvent.Properties)
        {
            var masked = EventParts.IsOrigin(name) ? value : ValueOf(name, value);
            isChanged |= !ReferenceEquals(masked, value);
            properties.Add(new LogEventProperty(name, masked));
        }

        return isChanged
            ? new LogEvent(
                logEvent.Timestamp,
                logEvent.Level,
                exception,
                template == logEvent.MessageTemplate.Text ? logEvent.MessageTemplate : Parser.Parse(template),
                properties,
                logEvent.TraceId ?? default,
                logEvent.SpanId ?? default)
            : logEvent;
    }

    /// <summary>A text with masks for the secrets in it.</summary>
    public static string TextOf(string text)
    {
        if (text.Length < 6)
        {
            return text;
        }

        var masked = SecretText.MaskUrlPasswords(text);
        masked = masked.Contains('=', StringComparison.Ordinal) ? Pairs().Replace(masked, static pair => SecretNames.Contains(pair.Groups["name"].ValueSpan) || pair.Groups["variable"].Success ? pair.Value[..^pair.Groups["value"].Length] + SecretText.Mask : pair.Value) : masked;
        return Credentials().Replace(masked, SecretText.Mask);
    }

    private static LogEventPropertyValue ValueOf(string name, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: null or bool }:
                return value;
            case ScalarValue when SecretNames.Contains(name):
                return new ScalarValue(SecretText.Mask);
            case ScalarValue { Value: string text }:
                var masked = TextOf(text);
                return masked == text ? value : new ScalarValue(masked);
            case ScalarValue { Value: Uri or Exception } scalar:
                return new ScalarValue(TextOf(scalar.Value!.ToString()!));
            case SequenceValue sequence:
                return new SequenceValue([.. sequence.Elements.Select(element => ValueOf(name, element))]);
            case StructureValue structure:
                return new StructureValue([.. structure.Properties.Select(static property => new LogEventProperty(property.Name, ValueOf(property.Name, property.Value)))], structure.TypeTag);
            case DictionaryValue dictionary:
                return new DictionaryValue(dictionary.Elements.Select(element => KeyValuePair.Create(element.Key, ValueOf(element.Key.Value?.ToString() ?? name, element.Value))));
            default:
                return value;
        }
    }

    // name=value, in an address or in a line of settings; the variables of a question may be anybody's secrets.
    [GeneratedRegex("""(?<name>(?<variable>variable\.)?[\p{L}\p{N}_.\-]{1,64})=(?<value>"[^"]*"|'[^']*'|[^&;,\s"']+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Pairs();

    // What HTTP shows, our tokens, and signed ones of others.
    [GeneratedRegex("""(?<=\b[Bb]earer |\b[Bb]asic |\b[Aa]pi[Kk]ey )[A-Za-z0-9._~+/\-]{8,}=*|\bstrata_[0-9A-Za-z]{61}\b|\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(\.[A-Za-z0-9_\-]*)*""", RegexOptions.CultureInvariant)]
    private static partial Regex Credentials();
}

/// <summary>An exception that shows no secret, for one whose text held some.</summary>
internal sealed class MaskedException : Exception
{
    private readonly string _text;

    private MaskedException(Exception exception, string text)
        : base(MaskedEvent.TextOf(exception.Message)) => _text = text;

    /// <summary>The exception itself, where it shows none.</summary>
    public static Exception Of(Exception exception)
    {
        var text = exception.ToString();
        var masked = MaskedEvent.TextOf(text);
        return masked == text ? exception : new MaskedException(exception, masked);
    }

    public override string ToString() => _text;
}
