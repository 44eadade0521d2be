namespace WebApi;

/// <summary>The section <c>database</c>. <c>MaxConnections</c> is <c>max_connections</c> in the files.</summary>
internal sealed class DatabaseOptions
{
    public string Host { get; set; } = "";

    public int Port { get; set; }

    public string Password { get; set; } = "";

    public int MaxConnections { get; set; }

    public TimeSpan CommandTimeout { get; set; }
}
