using System.Text.Json;

namespace Strata.Consumers.Tests.Server;

/// <summary>What Speedscope's schema asks of a file with evented profiles, and what it checks when it opens one.</summary>
internal static class SpeedscopeShape
{
    public static void Check(JsonElement file)
    {
        Assert.Equal("https://www.speedscope.app/file-format-schema.json", file.GetProperty("$schema").GetString());
        var frames = file.GetProperty("shared").GetProperty("frames");
        Assert.All(frames.EnumerateArray(), static frame => Assert.NotEqual("", frame.GetProperty("name").GetString()));
        var profiles = file.GetProperty("profiles");
        Assert.NotEqual(0, profiles.GetArrayLength());
        foreach (var profile in profiles.EnumerateArray())
        {
            Assert.Equal("evented", profile.GetProperty("type").GetString());
            Assert.Contains(profile.GetProperty("unit").GetString(), (string[])["none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"]);
            Assert.Equal(JsonValueKind.String, profile.GetProperty("name").ValueKind);
            CheckEvents(profile, frames.GetArrayLength());
        }
    }

    // Each frame that is opened is closed before the one around it, and time never runs backwards.
    private static void CheckEvents(JsonElement profile, int frames)
    {
        var open = new Stack<int>();
        var last = profile.GetProperty("startValue").GetDouble();
        foreach (var one in profile.GetProperty("events").EnumerateArray())
        {
            var (frame, at) = (one.GetProperty("frame").GetInt32(), one.GetProperty("at").GetDouble());
            Assert.InRange(frame, 0, frames - 1);
            Assert.True(at >= last, $"{at} comes after {last}");
            last = at;
            if (one.GetProperty("type").GetString() == "O")
            {
                open.Push(frame);
            }
            else
            {
                Assert.Equal("C", one.GetProperty("type").GetString());
                Assert.Equal(open.Pop(), frame);
            }
        }

        Assert.Empty(open);
        Assert.True(last <= profile.GetProperty("endValue").GetDouble());
    }
}
