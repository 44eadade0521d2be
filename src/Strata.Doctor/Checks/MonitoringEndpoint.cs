using System.Globalization;
using Strata.Doctor.Connections;

namespace Strata.Doctor.Checks;

/// <summary>Services of the <c>monitoring</c> section, which has no record of its own.</summary>
internal static class MonitoringEndpoint
{
    /// <summary>A service; null where it has no address, which is a finding.</summary>
    public static HttpEndpoint? Of(CheckContext context, string name, string section, int port)
    {
        var url = Uri.TryCreate(context.Text($"{section}.url"), UriKind.Absolute, out var address) ? address : null;
        return HttpEndpoint.Of(context, name, section, url, context.Text($"{section}.host"), context.Integer($"{section}.port") is { } number and > 0 and <= ushort.MaxValue ? Convert.ToInt32(number, CultureInfo.InvariantCulture) : port);
    }
}
