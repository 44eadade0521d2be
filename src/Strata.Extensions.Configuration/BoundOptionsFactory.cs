using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Strata.Binding;
using Strata.Snapshots;

namespace Strata.Extensions.Configuration;

/// <summary>
/// Makes options out of the overrides by the code that Strata's generator wrote, without reflection. Once they were made, a configuration
/// that does not fit any more leaves them as they are, and is told of.
/// </summary>
internal sealed class BoundOptionsFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
    IConfiguration configuration,
    Func<ResolvedConfiguration, T> bind,
    string path,
    IEnumerable<IConfigureOptions<T>> configure,
    IEnumerable<IPostConfigureOptions<T>> configureAfterwards,
    IEnumerable<IValidateOptions<T>> validate,
    MisfitOptions misfits)
    : IOptionsFactory<T>
    where T : class
{
    private volatile T? _last;

    public T Create(string name)
    {
        try
        {
            var made = Make(name);
            misfits.Mended(typeof(T));
            return _last = made;
        }
        catch (Exception exception) when (_last is not null && exception is ConfigurationBindingException or KeyNotFoundException or OptionsValidationException)
        {
            misfits.Add(typeof(T), path, exception);
            return _last!;
        }
    }

    private T Make(string name)
    {
        var made = bind(Find());
        foreach (var step in configure)
        {
            if (step is IConfigureNamedOptions<T> named)
            {
                named.Configure(name, made);
            }
            else if (name == Options.DefaultName)
            {
                step.Configure(made);
            }
        }

        foreach (var step in configureAfterwards)
        {
            step.PostConfigure(name, made);
        }

        var failures = validate.Select(each => each.Validate(name, made)).Where(static result => result.Failed).SelectMany(static result => result.Failures!).ToList();
        return failures.Count == 0 ? made : throw new OptionsValidationException(name, typeof(T), failures);
    }

    // Of several providers the last one wins, as it does elsewhere; one that says nothing of the section does not.
    private ResolvedConfiguration Find()
    {
        var configurations = StrataProviders.Of(configuration).Select(static provider => provider.Current?.Configuration).OfType<ResolvedConfiguration>().ToList();
        return configurations.FindLast(each => each.TryGet(path, out _)) ?? (configurations is [.., var last]
            ? last
            : throw new InvalidOperationException($"{typeof(T).Name} is bound to the overrides' \"{path}\", and the application's configuration has no overrides: call AddStrata or AddStrataServer on its builder."));
    }
}
