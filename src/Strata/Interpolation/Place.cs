using Strata.Secrets;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>How far the work on something has come.</summary>
internal enum Progress : byte
{
    New,

    /// <summary>Begun, and waiting for something else: who needs it now stands in a circle.</summary>
    Open,
    Done,

    /// <summary>It cannot be done, and that has been reported, or is where the reference itself stands.</summary>
    Failed,
}

/// <summary>A place of the merged tree that a reference leads to or through.</summary>
internal sealed class Place(ConfigPath path, ConfigNode node, Sensitivity.Cursor cursor)
{
    public ConfigPath Path { get; } = path;

    /// <summary>What stands there before interpolation.</summary>
    public ConfigNode Node { get; } = node;

    public Sensitivity.Cursor Cursor { get; } = cursor;

    /// <summary>How far the final form of what stands here has come.</summary>
    public Progress Making { get; set; }

    /// <summary>The final form, when it is made.</summary>
    public ConfigNode? Final { get; set; }

    /// <summary>The place in the row of what is being made, while it is.</summary>
    public int Row { get; set; }

    /// <summary>How far <see cref="End"/> is known. Only for a value that is one whole reference.</summary>
    public Progress Following { get; set; }

    /// <summary>Where the reference that stands here leads in the end: to no reference.</summary>
    public Place? End { get; set; }

    /// <summary>What is secret by any place on the way from here to the end.</summary>
    public Sensitivity.Cursor? Passed { get; set; }
}

/// <summary>What the path of a reference leads to.</summary>
/// <param name="text">The path as it is written.</param>
internal sealed class ReferenceTarget(string text)
{
    public string Text { get; } = text;

    /// <summary>The path; null where the text is none.</summary>
    public ConfigPath? Path { get; init; }

    /// <summary>Why the text is no path.</summary>
    public string? Problem { get; init; }

    /// <summary>The place; null where the path leads nowhere.</summary>
    public Place? Place { get; set; }

    /// <summary>What is secret by the path as it was asked for, or by any place that it led through.</summary>
    public Sensitivity.Cursor Cursor { get; set; }

    /// <summary>The last place that there is on a way that leads nowhere; null where that is reported elsewhere.</summary>
    public Place? LastPlace { get; set; }

    /// <summary>The path behind <see cref="LastPlace"/>, all of it.</summary>
    public ConfigPath? MissingPath { get; set; }

    /// <summary>The first step behind <see cref="LastPlace"/>.</summary>
    public string MissingKey { get; set; } = "";

    /// <summary>The final value, once it was asked for.</summary>
    public Reference? Value { get; set; }
}
