namespace Strata.Exporting.Exporters;

/// <summary>What the nodes of <c>database.redis</c> share: password, TLS and directives of one's own. What is wrong with it is told once.</summary>
internal sealed class RedisDirectives
{
    private readonly (string Certificate, string Key)? _certificate;
    private readonly string? _password;
    private readonly ExportSection _redis;
    private readonly List<(string Name, string Value)> _own = [];
    private bool _isWarned;

    public RedisDirectives(ExportContext context, ExportSection redis)
    {
        _redis = redis;
        IsTls = RedisText.AsksForTls(redis);
        _certificate = RedisText.CertificateOf(context, redis);
        _password = redis.Text("password") is { Length: > 0 } password ? RedisText.Quoted(password) : null;
        if (redis.Has("user"))
        {
            redis.Warn("user", $"{redis.Path.Append("user")} is a client's: redis.conf sets the password of the default user", "write a directive user beneath settings");
        }

        Read(redis.Section("settings"));
    }

    /// <summary>Whether only TLS is spoken.</summary>
    public bool IsTls { get; }

    /// <summary>Whether a host is reached from this machine alone.</summary>
    public static bool IsLocal(string host) => host is "localhost" or "127.0.0.1" or "::1";

    /// <summary>Sets where a node listens, and who may ask it.</summary>
    public void SetPlace(ConfText conf, string host, long port)
    {
        // A node that only this machine reaches listens to nobody else.
        conf.Set("bind", IsLocal(host) ? "127.0.0.1 -::1" : "* -::*");
        RedisText.SetPort(conf, IsTls, _certificate, port);
        conf.Set("requirepass", _password).Set("masterauth", _password);
        if (_password is null && !IsLocal(host) && !_isWarned)
        {
            _isWarned = true;
            _redis.Warn("password", $"{_redis.Path} has no password, and Redis refuses other machines then: it is in protected mode", "set the password");
        }
    }

    /// <summary>Sets the directives of one's own, which come last, because Redis takes the last of a name.</summary>
    public void SetOwn(ConfText conf) => _own.ForEach(directive => conf.Set(directive.Name, directive.Value));

    /// <summary>Whether a directive of one's own is there.</summary>
    public bool HasOwn(string name) => _own.Exists(directive => directive.Name == name);

    private void Read(ExportSection settings)
    {
        foreach (var name in settings.Keys)
        {
            if (name.Length == 0 || name.Any(static c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            {
                settings.Fail(name, $"\"{name}\" is no directive of Redis", "directives have small letters, digits and hyphens");
                continue;
            }

            foreach (var value in settings.Texts(name))
            {
                if (value.Any(char.IsControl))
                {
                    settings.Fail(name, $"{settings.Path.Append(name)} holds a line break or another control character", "write it as redis.conf does, in quotes and with \\n or \\x07");
                }
                else
                {
                    _own.Add((name, value.Length == 0 ? "\"\"" : value switch { "true" => "yes", "false" => "no", _ => value }));
                }
            }
        }
    }
}
