namespace Strata.Exporting;

/// <summary>A file of an export.</summary>
/// <param name="Name">Its name, relative to the directory of the export, with <c>/</c> between directories.</param>
/// <param name="Text">What it holds.</param>
/// <param name="HoldsSecrets">Whether a secret stands in it in clear: it is then written for its owner alone.</param>
public sealed record ExportedFile(string Name, string Text, bool HoldsSecrets);
