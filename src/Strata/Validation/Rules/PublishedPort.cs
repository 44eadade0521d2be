using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A port of the machine that a Compose service is reached at, in the short or in the long form.</summary>
/// <param name="Port">The port.</param>
/// <param name="Address">The address of the machine; empty for every one.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="At">Where it is written.</param>
internal readonly record struct PublishedPort(string Port, string Address, string Protocol, ConfigNode At)
{
    /// <summary>Reads an item of <c>ports</c>; null for one that the system chooses, a range, and what is malformed.</summary>
    public static PublishedPort? Read(ConfigNode item, ComposeStack stack)
    {
        if (item is MappingNode mapping)
        {
            return ComposeStack.Get(mapping, "published") is { } published && stack.Text(published) is { } port && IsPort(port)
                ? new PublishedPort(port, stack.Text(ComposeStack.Get(mapping, "host_ip")) ?? "", stack.Text(ComposeStack.Get(mapping, "protocol")) ?? "tcp", published)
                : null;
        }

        if (stack.Text(item) is not { } text)
        {
            return null;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..];
        var mappingText = slash < 0 ? text : text[..slash];

        // [address:]published:target, and an address may have ":" of its own.
        var target = mappingText.LastIndexOf(':');
        if (target < 0)
        {
            return null;
        }

        var rest = mappingText[..target];
        var colon = rest.LastIndexOf(':');
        var number = rest[(colon + 1)..];
        return IsPort(number) ? new PublishedPort(number, colon < 0 ? "" : rest[..colon], protocol, item) : null;
    }

    private static bool IsPort(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && text != "0";
}
