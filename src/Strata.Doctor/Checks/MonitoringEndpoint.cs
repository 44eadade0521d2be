using Strata.Doctor.Connections;

namespace Strata.Doctor.Checks;

/// <summary>Services of the <c>monitoring</c> section, which has no record of its own.</summary>
internal static class MonitoringEndpoint
{
    /// <summary>A service; null where it has no address, which is a finding.</summary>
    /// <param name="context">The check.</param>
    /// <param name="name">What it is called in texts.</param>
    /// <param name="section">Its section.</param>
    /// <param name="port">What it listens on where nothing is said.</param>
    public static HttpEndpoint? Of(CheckContext context, string name, string section, int port)
    {
        var (url, host, place) = (context.Text($"{section}.url"), context.Text($"{section}.host"), $"{section}.port");
        if (context.Text(place) is null)
        {
            return HttpEndpoint.Of(context, name, section, url, host, port);
        }

        if (context.Integer(place) is { } number and > 0 and <= ushort.MaxValue)
        {
            return HttpEndpoint.Of(context, name, section, url, host, (int)number);
        }

        context.Begin("address", place).Fail("it is no port", "write a whole number from 1 to 65535");
        return null;
    }
}
