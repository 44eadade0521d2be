using System.Collections.Immutable;
using Strata.Secrets.Age;
using Strata.Secrets.Keys;

namespace Strata.Secrets.Envelopes;

/// <summary>Opens the data keys of overrides. Safe for use from several threads.</summary>
internal interface IKeySource
{
    /// <summary>Told that a key will soon be asked for, so that what takes time can begin beside the reading of files.</summary>
    void Anticipate();

    /// <summary>The data key of an override, for the caller to dispose; null where no key at hand opens it, with the reason.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="problem">Why there is none. No key is in it.</param>
    DataKey? Unlock(Envelope envelope, out KeyException? problem);

    /// <summary>The age identities, for files that only they open.</summary>
    IReadOnlyList<AgeIdentity> Identities { get; }

    /// <summary>What is wrong with sources of keys. No key is in it.</summary>
    IReadOnlyList<string> Problems { get; }

    /// <summary>
    /// The keys at hand by what anybody may know of them: recipients, and of passphrases and key providers that there are some. Whoever
    /// says the same opens the same, as far as <see cref="IsTold"/>.
    /// </summary>
    ImmutableArray<string> PublicNames { get; }

    /// <summary>Whether <see cref="PublicNames"/> tells all that was opened so far: no passphrase was tried, and no provider asked.</summary>
    bool IsTold { get; }
}
