namespace Strata.Editing;

/// <summary>
/// An edit cannot be made so that it changes what was asked for and nothing else. The text is as it was. The message names keys and places
/// and no value.
/// </summary>
internal sealed class EditRefusedException(string message) : Exception(message);
