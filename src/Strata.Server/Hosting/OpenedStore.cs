using Strata.Server.Stores;

namespace Strata.Server.Hosting;

/// <summary>Opens the store that settings name.</summary>
internal static class OpenedStore
{
    /// <summary>Opens a store; its tables are as they are.</summary>
    /// <exception cref="SettingException">The text names none.</exception>
    public static ServerStore Open(string text, TimeProvider time)
    {
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(text))!);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new SettingException($"the store {text} cannot be made: {exception.Message}", "name a file in a directory that can be written to");
            }

            return new ServerStore(new SqliteDatabase(text), time);
        }

        try
        {
            return new ServerStore(new PostgreSqlDatabase(text), time);
        }
        catch (ArgumentException exception)
        {
            throw new SettingException($"--store is no connection string: {exception.Message}", "write \"Host=db;Database=strata;Username=strata;Password=...\"");
        }
    }
}
