using Strata.Values;

namespace Strata.Validation;

/// <summary>A rule about the mappings of a resolved configuration, each looked at by itself. All such rules share one walk of the tree with those about entries.</summary>
internal interface IMappingRule
{
    RuleDescriptor Descriptor { get; }

    /// <summary>Whether the rule has a use for mappings with this key; one without any such key is not shown to it. Asked once for each key of a run.</summary>
    bool Wants(string key);

    /// <summary>
    /// Begins with a configuration. What is found depends on the mapping and on the path to it; a rule that looks elsewhere does so
    /// by what notes it, as rules about entries do.
    /// </summary>
    /// <returns>What looks at the mappings, which come in the order of the tree; null where there is nothing to look for.</returns>
    MappingVisitor? Begin(RuleContext context);
}

/// <summary>Looks at a mapping.</summary>
internal delegate void MappingVisitor(in RuleMapping mapping);

/// <summary>A mapping of a resolved configuration.</summary>
/// <param name="Node">The mapping.</param>
/// <param name="Path">The way to it.</param>
/// <param name="Secrets">What of it is secret.</param>
/// <param name="HasSecretNames">Whether one of its keys looks like a secret's.</param>
internal readonly record struct RuleMapping(MappingNode Node, ConfigPath Path, SecretPlace Secrets, bool HasSecretNames);
