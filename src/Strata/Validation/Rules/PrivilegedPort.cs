using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A port of the program's own that only the administrator may open.</summary>
internal sealed class PrivilegedPort : IEntryRule
{
    private const int FirstFree = 1024;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.PrivilegedPort, "privileged port", DiagnosticSeverity.Suggestion);

    public IReadOnlyList<string> Keys { get; } = ["port", "http_port", "https_port", "grpc_port", "listen_port", "bind_port"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (Setting.Whole(entry.Value) is not (> 0 and < FirstFree)
            || Setting.IsReference(entry.Value)
            || !Listeners.IsListener(entry.Parent, SettingPlace.NameOf(entry.ParentPath))
            || !context.IsInForce(entry.ParentPath)
            // In a container every port is free for everybody.
            || ComposeStack.Of(context) is not null)
        {
            return;
        }

        var path = entry.Path;
        context.Report(
            entry.Value,
            path,
            $"{entry.Key} {context.Shown(path, (ScalarNode)entry.Value)} is below 1024: only the administrator may listen there",
            "listen on a port above, behind a proxy or a published port, rather than run the program as root");
    }
}
