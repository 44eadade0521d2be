using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A GPU that is asked for where none is given: the program stops, or computes on the CPU and nobody knows why it is slow.</summary>
internal sealed class GpuWithoutDevice : IEntryRule
{
    private static readonly string[] DeviceLists =
        ["devices", "device_ids", "gpu_devices", "gpus", "gpu_ids", "visible_devices", "cuda_visible_devices", "nvidia_visible_devices", "gpu_count", "num_gpus", "device_count"];

    private static readonly string[] Servers = ["model_serving", "serving", "server", "model_server"];

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.GpuWithoutDevice, "GPU without a device", DiagnosticSeverity.Warning);

    public IReadOnlyList<string> Keys { get; } = ["gpu", "gpu_enabled", "use_gpu", "enable_gpu", "cuda", "cuda_enabled", "use_cuda", "enable_cuda", "device"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (!IsAsked(entry, out var at, out var path) || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        if (entry.Value is MappingNode own && own.TryFind(DeviceLists, out var list))
        {
            CheckList(list, entry.Path);
        }
        else if (entry.Parent.TryFind(DeviceLists, out list))
        {
            CheckList(list, entry.ParentPath);
        }
        else if (ComposeStack.Of(context) is { } stack && HostOf(entry.Parent) is { } host && stack.Find(host) is { } service && !stack.HasGpu(service))
        {
            context.Report(
                at,
                path,
                $"{path.Key} asks for a GPU, and the service {Quotation.Of(host)} is given none",
                "reserve a device for it: deploy.resources.reservations.devices with capabilities [gpu]",
                RelatedPosition.To(service, "the service is defined here"));
        }

        void CheckList(MappingEntry devices, ConfigPath parent)
        {
            if (IsEmpty(devices))
            {
                context.Report(
                    devices.Value,
                    parent.Append(devices.Key),
                    $"{path.Key} asks for a GPU, and {devices.Key} names none",
                    "name the devices, or switch the GPU off",
                    RelatedPosition.To(at, "the GPU is asked for here"));
            }
        }
    }

    private static bool IsAsked(in RuleEntry entry, out ConfigNode at, out ConfigPath path)
    {
        if (KeySpelling.Canonical(entry.Key) is not "device")
        {
            return Setting.Switch(entry, out at, out path) == true;
        }

        at = entry.Value;
        path = entry.Path;
        return Setting.Text(at) is { } device && (device is "gpu" || device.StartsWith("cuda", StringComparison.OrdinalIgnoreCase));
    }

    // "0" is the first device of a list, and no device where they are counted.
    private static bool IsEmpty(in MappingEntry devices) => devices.Value switch
    {
        SequenceNode sequence => sequence.Count == 0,
        ScalarNode scalar => scalar.IsNull
            || scalar.Text.Trim().ToLowerInvariant() is "" or "none" or "void" or "-1"
            || (Setting.Whole(scalar) == 0 && KeySpelling.Canonical(devices.Key) is "gpus" or "gpu_count" or "num_gpus" or "device_count"),
        _ => false,
    };

    private static string? HostOf(MappingNode section)
    {
        foreach (var name in Servers)
        {
            if (section.FindMapping(name)?.Find("host") is { } host)
            {
                return Setting.Text(host);
            }
        }

        return Setting.Text(section.Find("host"));
    }
}
