using System.ComponentModel;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Binding;

/// <summary>
/// The code that Strata's generator wrote for the types that are bound, each registered when the assembly that uses it is loaded. For
/// generated code. Safe for use from several threads.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ConfigurationBinders
{
    /// <summary>Registers the reader of a type. Where several assemblies do, theirs are the same.</summary>
    public static void Register<T>(ConfigurationReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Registered<T>.Reader = reader;
    }

    /// <summary>Binds what stands at a path.</summary>
    /// <exception cref="ConfigurationBindingException">It does not fit.</exception>
    internal static T Bind<T>(ResolvedConfiguration configuration, ConfigPath path, ConfigNode node, UnknownKeys unknownKeys)
    {
        var reader = ReaderOf<T>();
        var context = new BindingContext(configuration, path, unknownKeys);
        var value = reader(context, node);
        return context.ProblemCount == 0 ? value : throw new ConfigurationBindingException(typeof(T), context.ToSorted());
    }

    private static ConfigurationReader<T> ReaderOf<T>() => Registered<T>.Reader ?? throw Unseen(typeof(T));

    private static InvalidOperationException Unseen(Type type) => new(
        $"No code binds {TypeText.Of(type)}: Strata's generator has not seen it in use. Call Get<{TypeText.Of(type)}> with that type itself, mark the type parameter that it came through with [ConfigurationBound], "
        + $"or write [assembly: BindConfiguration(typeof({TypeText.Of(type)}))]. Where Strata is referenced as a project, Strata.Generators must be referenced as an analyzer.");

    /// <summary>A place for each type: no table is looked through.</summary>
    private static class Registered<T>
    {
        public static volatile ConfigurationReader<T>? Reader;
    }
}
