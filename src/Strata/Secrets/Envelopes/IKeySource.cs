namespace Strata.Secrets.Envelopes;

/// <summary>Opens the data keys of overrides. Safe for use from several threads.</summary>
internal interface IKeySource
{
    /// <summary>The data key of an override; null where no key at hand opens it, with the reason for a person.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="problem">Why there is none. No key is in it.</param>
    DataKey? Unlock(Envelope envelope, out string problem);
}
