using System.Runtime.CompilerServices;
using Strata.Selection;
using Strata.Values;

namespace Strata.Caching;

/// <summary>Names what those who ask the same at the same time wait for together. Safe for use from several threads.</summary>
internal sealed class Flights
{
    // Sets of variables are told apart as objects: a manager has one, and to compare thousands of variables would take longer.
    private readonly ConditionalWeakTable<VariableSet, object> _numbers = [];
    private long _last;
    private int _generation;

    /// <summary>The name for a context, files and options.</summary>
    /// <param name="recipe">The key of all of them.</param>
    /// <param name="context">The context.</param>
    /// <param name="generation">What <see cref="Pass(int)"/> ends.</param>
    public string NameOf(in Fingerprint recipe, ResolutionContext context, out int generation)
    {
        generation = Volatile.Read(ref _generation);
        var variables = _numbers.GetValue(context.Variables, _ => Interlocked.Increment(ref _last));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"flight:{generation} {recipe} {variables} {context.Now.UtcTicks / TimeSpan.TicksPerMinute} {context.Host}");
    }

    /// <summary>Lets nobody who asks from now on find what is waited for.</summary>
    public void Pass() => Interlocked.Increment(ref _generation);

    /// <summary>The same, unless somebody did it already for this generation: it is no answer to who asks now.</summary>
    public void Pass(int generation) => Interlocked.CompareExchange(ref _generation, generation + 1, generation);
}
