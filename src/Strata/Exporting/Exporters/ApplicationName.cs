namespace Strata.Exporting.Exporters;

/// <summary>What an exported thing is called: the application's name, else the type, in letters that names of hosts and resources have (RFC 1123).</summary>
internal static class ApplicationName
{
    private const int Longest = 50;

    public static string Of(ExportContext context)
    {
        var name = context.Peek("application").Text("name") is { Length: > 0 } given ? given : context.Configuration.Context.Type;
        var label = string.Concat(name.ToLowerInvariant().Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        label = label.Length > Longest ? label[..Longest].TrimEnd('-') : label;
        return label.Length == 0 ? "application" : label;
    }
}
