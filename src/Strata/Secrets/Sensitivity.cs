using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Secrets;

/// <summary>
/// Which values of a configuration are secret: by their key's name, by the overrides' <c>sensitive</c> paths, because they are
/// encrypted or were built from a secret, and the passwords of URLs anywhere. Asked while walking down a tree, so that it costs
/// no lookup. Immutable; safe for use from several threads.
/// </summary>
internal sealed class Sensitivity
{
    private readonly ImmutableArray<PathPattern> _patterns;

    /// <param name="patterns">The paths that overrides declare as secret.</param>
    public Sensitivity(ImmutableArray<PathPattern> patterns)
    {
        _patterns = patterns;
    }

    /// <summary>The paths that overrides declare as secret.</summary>
    public ImmutableArray<PathPattern> Patterns => _patterns;

    /// <summary>A walk that begins at the root and masks nothing: for <c>--reveal</c>.</summary>
    public static Cursor None => default;

    /// <summary>A walk that begins at the root.</summary>
    public Cursor Root => new(this, Level.Open, _patterns.IsEmpty ? null : [.. _patterns.Select(static pattern => pattern.Start)]);

    /// <summary>Whether what stands at a path, or above it, is secret by its names or by a declaration.</summary>
    public bool Covers(ConfigPath path)
    {
        var cursor = Root;
        var any = ScalarNode.Of("");
        foreach (var step in path.Steps())
        {
            cursor = step.IsIndex ? cursor.Enter(step.Index, any) : cursor.Enter(step.Key, any);
        }

        return cursor.IsSensitive;
    }

    internal enum Level : byte
    {
        Open,

        /// <summary>Under a key that looks like a secret's. A boolean there is no secret: <c>password_required: true</c>.</summary>
        Named,

        /// <summary>Declared, encrypted, or built from a secret.</summary>
        Marked,
    }

    /// <summary>A place in a walk down a tree. The default one masks nothing.</summary>
    internal readonly struct Cursor
    {
        private readonly Sensitivity? _owner;
        private readonly ulong[]? _states;
        private readonly Level _level;

        internal Cursor(Sensitivity owner, Level level, ulong[]? states)
        {
            _owner = owner;
            _level = level;
            _states = states;
        }

        /// <summary>Whether everything here and beneath is secret by a declaration, or because of what it was built from, and not by its name alone.</summary>
        public bool IsMarked => _level == Level.Marked;

        /// <summary>Whether nothing here is secret but by its own key or value.</summary>
        public bool IsOpen => _level == Level.Open && _states is null;

        /// <summary>Whether everything here and beneath is secret.</summary>
        public bool IsSensitive => _level != Level.Open;

        public Cursor Enter(string key, ConfigNode child) => Enter(key, child, isKey: true);

        public Cursor Enter(int index, ConfigNode child) => _states is null
            ? Enter("", child, isKey: false)
            : Enter(index.ToString(System.Globalization.CultureInfo.InvariantCulture), child, isKey: false);

        /// <summary>The same place, everything at and beneath it secret.</summary>
        public Cursor AsMarked() => _owner is null ? this : new Cursor(_owner, Level.Marked, null);

        /// <summary>A place at which that is secret which is so at either of two places: a value that is reached by both ways.</summary>
        public Cursor Or(in Cursor other)
        {
            var level = _level > other._level ? _level : other._level;
            if (level == Level.Marked || _states is null || other._states is null)
            {
                return new Cursor(_owner!, level, level == Level.Marked ? null : _states ?? other._states);
            }

            var states = new ulong[_states.Length];
            for (var i = 0; i < states.Length; i++)
            {
                states[i] = _states[i] | other._states[i];
            }

            return new Cursor(_owner!, level, states);
        }

        /// <summary>Whether a scalar at this place is shown masked, wholly or in part.</summary>
        public bool Masks(ScalarNode scalar) => !ReferenceEquals(TextOf(scalar), scalar.Text);

        /// <summary>The text to show for a scalar at this place: its own, or masked. The same string where nothing is masked.</summary>
        public string TextOf(ScalarNode scalar)
        {
            if (_owner is null)
            {
                return scalar.Text;
            }

            return IsSecret(scalar) ? SecretText.Mask : scalar.MaskedText;
        }

        /// <summary>Whether the whole scalar is secret, not only a URL's password in it.</summary>
        public bool IsSecret(ScalarNode scalar) => _owner is not null && scalar.Type != ScalarType.Null && (
            _level == Level.Marked
            || scalar.IsSensitive
            || (_level == Level.Named && scalar.Type != ScalarType.Boolean)
            || SecretText.IsEncrypted(scalar.Text));

        /// <summary>The keys to show for a mapping, where a URL in one of them has a password; null where its own can be shown.</summary>
        public string[]? KeysOf(MappingNode mapping) => _owner is null ? null : MaskedKeys.Of(mapping);

        /// <summary>The same tree, its secrets marked so that they stay secret wherever it is put.</summary>
        public ConfigNode Mark(ConfigNode node)
        {
            if (IsSensitive)
            {
                return node is ScalarNode scalar && !IsSecret(scalar) ? node : node.AsSensitive();
            }

            return _states is null ? node : node switch
            {
                MappingNode mapping => mapping.Rewrite(this, static (key, value, cursor) => cursor.Enter(key, value).Mark(value)),
                SequenceNode sequence => sequence.Rewrite(this, static (index, item, cursor) => cursor.Enter(index, item).Mark(item)),
                _ => node,
            };
        }

        private Cursor Enter(string key, ConfigNode child, bool isKey)
        {
            if (_owner is null)
            {
                return this;
            }

            var level = child.IsSensitive ? Level.Marked : _level;
            if (isKey && level == Level.Open && SecretNames.Contains(key))
            {
                level = Level.Named;
            }

            var states = _states is null || level == Level.Marked ? null : Advance(key, ref level);
            return new Cursor(_owner, level, states);
        }

        private ulong[]? Advance(string key, ref Level level)
        {
            ulong[]? next = null;
            for (var i = 0; i < _states!.Length; i++)
            {
                if (_states[i] == 0)
                {
                    continue;
                }

                var pattern = _owner!._patterns[i];
                var reached = pattern.Advance(_states[i], key);
                if (pattern.Accepts(reached))
                {
                    level = Level.Marked;
                    return null;
                }

                if (reached != 0)
                {
                    next ??= new ulong[_states.Length];
                    next[i] = reached;
                }
            }

            return next;
        }
    }
}
