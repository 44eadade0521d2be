using Strata.Extensions.Logging;
using Strata.Server.Contents;
using Strata.Server.Hosting;
using Strata.Snapshots;

namespace Strata.Server.Logging;

/// <summary>A file with a <c>logging</c> section: an override like others, whose templates see the variables of the process.</summary>
internal static class LoggingFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="LoggingSectionException">It is invalid.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ResolvedConfiguration Read(string file, ContentKeys keys)
    {
        var options = new OverrideManagerOptions { Profiles = false };
        foreach (var source in keys.Sources)
        {
            options.Keys.Add(source);
        }

        var manager = new OverrideManager(Path.GetDirectoryName(Path.GetFullPath(file))!, options);
        try
        {
            return manager.MergeConfigurations(manager.LoadOverrideFile(file));
        }
        catch (OverrideValidationException exception)
        {
            throw new LoggingSectionException([exception.Result.Errors[0].ToString()]);
        }
    }

    /// <summary>Reads it before a server begins, which does not start with one that is wrong.</summary>
    /// <exception cref="SettingException">It cannot be read, or its section makes no sense.</exception>
    public static void Check(string file, ContentKeys keys, LogPlaces places)
    {
        try
        {
            LogPlan.Of(Read(file, keys), places);
        }
        catch (LoggingSectionException exception)
        {
            throw new SettingException($"{file} cannot be used for the log: {exception.Message}", "correct the section logging, or start without --logging-config", Diagnostics.DiagnosticCode.BadLoggingSection);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{file} cannot be read: {exception.Message}", "correct the path, its owner and its mode", Diagnostics.DiagnosticCode.BadLoggingSection);
        }
    }
}
