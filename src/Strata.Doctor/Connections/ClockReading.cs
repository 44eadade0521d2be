using System.Globalization;

namespace Strata.Doctor.Connections;

/// <summary>Holds a server's clock against that of this machine.</summary>
internal static class ClockReading
{
    private const string SkewPath = "security.jwt.clock_skew_seconds";
    private static readonly TimeSpan Otherwise = TimeSpan.FromSeconds(30);

    /// <summary>Gives a step its result.</summary>
    /// <param name="context">The check.</param>
    /// <param name="step">The step.</param>
    /// <param name="server">Who.</param>
    /// <param name="theirs">What its clock showed.</param>
    /// <param name="sent">When it was asked.</param>
    /// <param name="received">When it had answered.</param>
    public static void Judge(CheckContext context, CheckStep step, string server, DateTimeOffset theirs, DateTimeOffset sent, DateTimeOffset received)
    {
        var allowed = context.Integer(SkewPath) is { } seconds and >= 0 ? TimeSpan.FromSeconds(seconds) : Otherwise;

        // Between asking and having the answer the clocks may have agreed.
        var apart = theirs < sent ? sent - theirs : theirs > received ? theirs - received : TimeSpan.Zero;
        var shown = string.Create(CultureInfo.InvariantCulture, $"{apart.TotalSeconds:0.#} s");
        if (apart <= allowed)
        {
            step.Pass($"the clock of {server} is {(apart < TimeSpan.FromSeconds(1) ? "that of this machine" : $"{shown} apart from that of this machine")}");
            return;
        }

        step.Warn(
            string.Create(CultureInfo.InvariantCulture, $"the clock of {server} is {shown} {(theirs < sent ? "behind" : "ahead of")} that of this machine; {allowed.TotalSeconds:0} s are allowed"),
            "let both machines take their time from NTP (timedatectl tells whether one does)");
    }
}
