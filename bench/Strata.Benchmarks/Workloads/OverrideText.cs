using System.Text;

namespace Strata.Benchmarks.Workloads;

/// <summary>Spells an override file, one key after the other; a key at a lesser level closes the mappings below it.</summary>
internal abstract class OverrideText
{
    protected StringBuilder Text { get; } = new();

    public static OverrideText For(WorkloadFormat format) => format == WorkloadFormat.Yaml ? new Yaml() : new Json();

    public abstract void Metadata(int priority);

    public abstract void Mapping(int level, string key);

    public abstract void Leaf(int level, string key, LeafValue value);

    /// <summary>Closes what is open and gives the whole text.</summary>
    public abstract string End();

    private sealed class Yaml : OverrideText
    {
        public override void Metadata(int priority) => Text.Append("_metadata:\n  type: bench\n  priority: ").Append(priority).Append('\n');

        public override void Mapping(int level, string key) => Text.Append(' ', 2 * level).Append(key).Append(":\n");

        public override void Leaf(int level, string key, LeafValue value) =>
            Text.Append(' ', 2 * level).Append(key).Append(": ").Append(value.Yaml).Append('\n');

        public override string End() => Text.ToString();
    }

    private sealed class Json : OverrideText
    {
        private int _open;
        private bool _first;

        public override void Metadata(int priority) => Text.Append("{\n  \"_metadata\": { \"type\": \"bench\", \"priority\": ").Append(priority).Append(" }");

        public override void Mapping(int level, string key)
        {
            Key(level, key).Append('{');
            _open = level + 1;
            _first = true;
        }

        public override void Leaf(int level, string key, LeafValue value) => Key(level, key).Append(value.Json);

        public override string End()
        {
            Close(0);
            return Text.Append("\n}\n").ToString();
        }

        private StringBuilder Key(int level, string key)
        {
            Close(level);
            Text.Append(_first ? "\n" : ",\n").Append(' ', 2 * (level + 1));
            _first = false;
            return Text.Append('"').Append(key).Append("\": ");
        }

        private void Close(int level)
        {
            for (; _open > level; _open--)
            {
                Text.Append('\n').Append(' ', 2 * _open).Append('}');
            }
        }
    }
}
