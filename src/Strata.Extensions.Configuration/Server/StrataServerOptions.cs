using System.Diagnostics.Metrics;

namespace Strata.Extensions.Configuration;

/// <summary>What <c>AddStrataServer</c> asks a server for, and what it does when the server cannot be asked.</summary>
public sealed class StrataServerOptions
{
    /// <summary>
    /// The environment that is resolved. Default: that of the host in lower case, where there is a host, else that of the variable
    /// <c>ENVIRONMENT</c>, else <c>development</c>.
    /// </summary>
    public string? Environment { get; set; }

    /// <summary>The tenant. Default: null, for none.</summary>
    public string? Tenant { get; set; }

    /// <summary>The context tags. Default: none are named, which stands for the type.</summary>
    public IList<string> Contexts { get; } = [];

    /// <summary>Further facts, by their names.</summary>
    public IDictionary<string, string> Facts { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Variables for templates, by their names; they win over those that the space has in its <c>.env</c>. The process environment is never sent.</summary>
    public IDictionary<string, string> Variables { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The machine's name, for conditions and rollouts that go by it. Default: null. Not sent unless it is named, since the server keeps an answer for each question.
    /// </summary>
    public string? Host { get; set; }

    /// <summary>The operating system, for conditions: <c>linux</c>, <c>windows</c> or <c>macos</c>. Default: null, not sent.</summary>
    public string? OperatingSystem { get; set; }

    /// <summary>The application's version, for conditions. Default: null, not sent.</summary>
    public string? AppVersion { get; set; }

    /// <summary>Whether secrets are asked for in clear, as a service needs them. Default: true. Where it is false they are <c>********</c>.</summary>
    public bool Reveal { get; set; } = true;

    /// <summary>
    /// Why secrets are asked for, as a server that asks who calls puts it into its audit log: 3 to 500 printable characters of ASCII. Default: null, for
    /// <c>service NAME starts</c> with the name of the application. Not sent where <see cref="Reveal"/> is false.
    /// </summary>
    public string? Reason { get; set; }

    /// <summary>
    /// Whether the application starts without a configuration where the server cannot give one and there is none from before; it is taken over once it
    /// can be had. Default: false, and the start fails.
    /// </summary>
    public bool Optional { get; set; }

    /// <summary>How long the first load may take in all, whatever is tried. Default: 10 seconds.</summary>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request may take. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A file that the last good configuration is kept in, to start from while the server cannot be reached. Default: null, none is kept. Only its
    /// owner may read it.
    /// </summary>
    public string? LastKnownGoodFile { get; set; }

    /// <summary>
    /// The key that the file is encrypted with: 32 bytes in base64 or hexadecimal digits, or any other text as a passphrase. Required where a file is
    /// named and secrets are asked for in clear; where it is null the file is not encrypted.
    /// </summary>
    public string? LastKnownGoodKey { get; set; }

    /// <summary>
    /// How old a configuration may be that the server has not confirmed: an older file is not started from, and an application that runs on with an
    /// older one is unhealthy. Default: null, for any age.
    /// </summary>
    public TimeSpan? MaxStaleness { get; set; }

    /// <summary>How changes are heard of. Default: by server-sent events.</summary>
    public ServerWatchMode Watch { get; set; } = ServerWatchMode.Events;

    /// <summary>
    /// How often the server is asked whether anything changed, beside the watch: it makes up for what a watch has missed, and finds changes that come with
    /// time and without a publish. Nothing is sent back while there are none. Default: 1 minute; <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long is waited at most, after word of a change, before it is read; each time another part of it, so that not all who heard ask in the same moment.
    /// Default: half a second; raise it where a server has very many clients. <see cref="TimeSpan.Zero"/> for not at all.
    /// </summary>
    public TimeSpan ReadSpread { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a watch may be silent before it is taken for dead. Default: 45 seconds, three times the interval at which a server writes when nothing happens.
    /// </summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Whether a key is also found by its name without underscores and hyphens; see <see cref="StrataConfigurationOptions.MatchPropertyNames"/>. Default: true.</summary>
    public bool MatchPropertyNames { get; set; } = true;

    /// <summary>
    /// The token that the server is shown: one that <c>strata token create</c> made. Default: null, none. It is sent to the server only, and over plain
    /// HTTP only on this machine. Of this, <see cref="TokenFile"/> and <see cref="ClientId"/> only one may be set.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>A file with the token, read again for each request, so that it may be replaced while the application runs. Default: null, none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>
    /// The client as which tokens are got at the server's own issuer, by its <see cref="ClientSecret"/>: another one before each is over. Default: null, none.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>The secret of the client. Default: null.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// Makes the handler that requests go through: for a proxy, a client's certificate, headers of one's own. It is disposed of with the configuration. Default:
    /// null, for the framework's, with gzip.
    /// </summary>
    public Func<HttpMessageHandler>? CreateHandler { get; set; }

    /// <summary>Makes the meter of the figures. Default: null, for one of the configuration's own.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The clock. Default: that of the system.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
