using Npgsql;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>Why PostgreSQL did not let us in.</summary>
internal static class PostgreSqlRefusal
{
    private const string Section = "database.postgresql";

    /// <summary>Gives a step its result.</summary>
    public static void Judge(CheckStep step, PostgreSqlConfig config, Exception exception)
    {
        var place = $"{config.Host}:{config.Port}";
        if (exception is PostgresException refused)
        {
            Judge(step, config, refused);
        }
        else if (NetworkFailure.TlsReasonOf(exception) is not null)
        {
            step.At($"{Section}.ssl_mode").Fail(
                $"TLS with {place} fails: {Innermost(exception)}",
                "give the server a certificate that this machine trusts and that names its host, or set ssl_mode to what it has");
        }
        else if (exception.Message.Contains("SSL connection", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("No SSL enabled", StringComparison.OrdinalIgnoreCase))
        {
            step.At($"{Section}.ssl_mode").Fail($"the server at {place} has no TLS, and ssl_mode asks for it", "turn ssl on at the server, or set ssl_mode to prefer");
        }
        else if (exception.Message.StartsWith("No password has been provided", StringComparison.Ordinal))
        {
            step.At($"{Section}.password").Fail($"the server at {place} asks for a password, and none is configured", $"set {Section}.password");
        }
        else
        {
            step.Unreachable($"PostgreSQL cannot be reached at {place}: {NetworkFailure.ReasonOf(exception)}", $"start it, or correct {Section}.host and {Section}.port");
        }
    }

    private static void Judge(CheckStep step, PostgreSqlConfig config, PostgresException refused)
    {
        switch (refused.SqlState)
        {
            case PostgresErrorCodes.InvalidPassword:
                step.At($"{Section}.password").Fail($"the server refuses the password of {config.User}", $"correct {Section}.password, or give the role that password: ALTER ROLE \"{config.User}\" PASSWORD '...'");
                break;
            case PostgresErrorCodes.InvalidAuthorizationSpecification when refused.MessageText.Contains("pg_hba.conf", StringComparison.Ordinal):
                step.At($"{Section}.ssl_mode").Fail($"the server lets nobody in like this: {refused.MessageText}", "add a line to pg_hba.conf that allows it, or set ssl_mode to what the server insists on");
                break;
            case PostgresErrorCodes.InvalidAuthorizationSpecification:
                step.At($"{Section}.user").Fail($"the server refuses the role: {refused.MessageText}", $"correct {Section}.user, or create the role");
                break;
            case PostgresErrorCodes.InvalidCatalogName:
                step.At($"{Section}.name").Fail($"the server has no such database: {refused.MessageText}", $"correct {Section}.name, or create it: CREATE DATABASE \"{config.Name}\"");
                break;
            case PostgresErrorCodes.InsufficientPrivilege:
                step.At($"{Section}.user").Fail($"the role may not connect: {refused.MessageText}", $"run GRANT CONNECT ON DATABASE \"{config.Name}\" TO \"{config.User}\"");
                break;
            case PostgresErrorCodes.TooManyConnections:
                step.At($"{Section}.pool.max_size").Fail("the server has no connection left", "see who holds them (pg_stat_activity), make pools smaller, or raise max_connections");
                break;
            case PostgresErrorCodes.CannotConnectNow:
                step.Unreachable($"PostgreSQL is not ready: {refused.MessageText}", "wait until it has started");
                break;
            default:
                step.At(Section).Fail($"the server refuses the connection: {refused.SqlState}: {refused.MessageText}", $"correct the values of {Section}; the server's log tells more");
                break;
        }
    }

    private static string Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception.Message;
}
