using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Strata.Binding;

namespace Strata.Extensions.Configuration;

/// <summary>The options that the configuration in use does not fit, and that are what they were. Safe for use from several threads.</summary>
internal sealed partial class MisfitOptions(ILogger<MisfitOptions> log)
{
    private readonly ConcurrentDictionary<Type, string> _found = new();

    /// <summary>The codes and places of their problems, in the order of the types' names.</summary>
    public IEnumerable<string> Problems => _found.OrderBy(static entry => entry.Key.Name, StringComparer.Ordinal).Select(static entry => $"{entry.Key.Name} is as it was before: {entry.Value}");

    public void Add(Type type, string path, Exception exception)
    {
        // Of a validation the messages are the application's own, and they may repeat values.
        var problem = exception is ConfigurationBindingException binding
            ? string.Join(", ", binding.Problems.Select(static each => $"{each.Code} {each.File}:{each.Position}"))
            : exception is KeyNotFoundException ? $"nothing stands at {path}" : $"what stands at {path} was refused by its validation";
        _found[type] = problem;
        LogMisfit(type.Name, exception);
    }

    public void Mended(Type type) => _found.TryRemove(type, out _);

    [LoggerMessage(3, LogLevel.Error, "The overrides changed and do not fit {Type}, which stays as it was")]
    private partial void LogMisfit(string type, Exception exception);
}
