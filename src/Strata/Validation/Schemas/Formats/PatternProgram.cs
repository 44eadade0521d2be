namespace Strata.Validation.Schemas.Formats;

/// <summary>What one step of a program does. Unless it says otherwise, the next step follows.</summary>
internal enum PatternStepKind : byte
{
    /// <summary>Takes a code point of set <see cref="PatternStep.First"/>.</summary>
    Take,

    /// <summary>Goes on at both steps; the first is preferred.</summary>
    Split,

    /// <summary>Goes on at the first step.</summary>
    Jump,

    /// <summary>Only at the start of the text.</summary>
    Start,

    /// <summary>Only at its end.</summary>
    End,

    /// <summary>Only between a word and what is none; with <see cref="PatternStep.Second"/> 1, only elsewhere.</summary>
    WordBoundary,

    /// <summary>Only where look <see cref="PatternStep.First"/> holds; with <see cref="PatternStep.Second"/> 1, only where it does not.</summary>
    Look,

    /// <summary>The program has matched.</summary>
    Match,

    /// <summary>Keeps the place in register <see cref="PatternStep.First"/>.</summary>
    Keep,

    /// <summary>Only if the place is another than register <see cref="PatternStep.First"/> holds.</summary>
    Progress,

    /// <summary>Forgets the captures from the first up to, not including, the second.</summary>
    Forget,

    /// <summary>Takes what capture <see cref="PatternStep.First"/> holds.</summary>
    TakeCapture,
}

/// <summary>One step of a program.</summary>
internal readonly record struct PatternStep(PatternStepKind Kind, int First = 0, int Second = 0);

/// <summary>A pattern as steps, for asking whether it matches and no more.</summary>
/// <param name="Steps">The steps; it begins at the first.</param>
/// <param name="Sets">The sets that steps name by number.</param>
/// <param name="IsAnchored">Whether it matches at the start of the text or nowhere.</param>
internal sealed record PatternProgram(PatternStep[] Steps, CodePointSet[] Sets, bool IsAnchored);
