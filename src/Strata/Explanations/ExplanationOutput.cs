using System.Text;
using Strata.Output;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Explanations;

/// <summary>Explanations as texts, in the shapes of <c>strata explain</c>. Secrets are masked, always.</summary>
public static class ExplanationOutput
{
    /// <summary>An explanation as JSON, in the shape of <c>strata explain PATH -o json</c>.</summary>
    public static string ToJson(this Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return Json(ExplanationShape.Of(explanation, reveal: false));
    }

    /// <summary>An explanation as lines of text for people, in the shape of <c>strata explain PATH</c>.</summary>
    public static string ToText(this Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return new ExplanationText(reveal: false, hasColour: false).Of(explanation);
    }

    /// <summary>Every leaf of a configuration with the place it was written at, as a JSON list in the shape of <c>strata explain -o json</c>.</summary>
    public static string ToOriginsJson(this ResolvedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Json(ExplanationShape.Of(configuration, reveal: false));
    }

    /// <summary>The same as lines of text for people, in the shape of <c>strata explain</c>.</summary>
    public static string ToOriginsText(this ResolvedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return LeafTable.Of(configuration.Leaves(), reveal: false);
    }

    private static string Json(ConfigNode shape)
    {
        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        JsonWriter.Write(shape, default, output);
        output.Flush();
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
