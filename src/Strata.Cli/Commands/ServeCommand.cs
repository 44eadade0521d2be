using System.CommandLine;
using Strata.Cli.Serving;

namespace Strata.Cli.Commands;

/// <summary><c>strata serve</c>: becomes the configuration server.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandHost host)
    {
        // They are those of strata-server, which says what is wrong with their values; a test holds both lists together.
        Option[] options =
        [
            ServerProgram.Repeatable("--listen", "URL", "An address to listen on; repeatable (default: http://127.0.0.1:8000)"),
            ServerProgram.Text("--tls-certificate", "FILE", "The certificate for https addresses, with those up to its authority: PEM or PKCS #12; read again when it changes"),
            ServerProgram.Text("--tls-key", "FILE", "Its private key, with the password in $STRATA_TLS_PASSWORD if it has one (default: in the file of the certificate)"),
            ServerProgram.Text("--client-ca", "FILE", "Authorities, as PEM, whose certificates say which client calls (default: none)"),
            ServerProgram.Repeatable("--behind-proxy", "CIDR", "From where proxies ask that end TLS, and are believed in for whom they ask; repeatable (default: none)"),
            ServerProgram.Repeatable("--allow-host", "NAME", "A name that the server is called by on a loopback address, beside localhost: what a proxy before it sends as Host; repeatable"),
            ServerProgram.Repeatable("--allow-origin", "ORIGIN", "An origin whose web pages may read answers; repeatable (default: none)"),
            ServerProgram.Text("--rate-limit", "N", "How many requests a caller may make a second, on average; 0 for no limit (default: 200, none on loopback)"),
            ServerProgram.Store(),
            ServerProgram.Text("--store-wait", "SECONDS", "How long the store is waited for at the start (default: not at all)"),
            ServerProgram.Text("--redis", "HOSTS", "Redis that the replicas share: host:port,password=... (default: $STRATA_REDIS, else none)"),
            ServerProgram.Text("--data", "DIR", "Where this process writes (default: $STRATA_DATA, else .strata in the working directory)"),
            ServerProgram.Text("--import", "DIR", "Overrides for the space default, where nothing was published to it (default: overrides)"),
            new Option<bool>("--no-import") { Description = "Import nothing" },
            ServerProgram.Repeatable("--key-file", "FILE", "A file with keys that open encrypted overrides; repeatable"),
            ServerProgram.Repeatable("--allow-source", "PREFIX", "What the locations begin with that spaces may be imported from and exported to; repeatable (default: none)"),
            ServerProgram.Text("--public-url", "URL", "The address that people and programs reach the server by, which its tokens name (default: the first --listen)"),
            ServerProgram.Text("--oidc-issuer", "URL", "Take the access tokens of this OpenID Connect provider, written as it calls itself (default: the server's own, once its store was closed by init)"),
            ServerProgram.Text("--oidc-audience", "NAME", "What the provider's tokens must be for"),
            ServerProgram.Text("--oidc-client", "ID", "The provider's client that strata login is"),
            ServerProgram.Text("--oidc-groups-claim", "CLAIM", "The claim with a caller's groups (default: groups)"),
            ServerProgram.Text("--oidc-name-claim", "CLAIM", "The claim with the name that grants are given to (default: sub)"),
            ServerProgram.Text("--oidc-token-type", "TYPE", "The type in the header of the provider's access tokens (default: at+jwt)"),
            ServerProgram.Repeatable("--oidc-strong-acr", "VALUE", "What the claim acr says where a second factor was shown, beside amr with mfa, otp or hwk; repeatable"),
            ServerProgram.Text("--poll-interval", "SECONDS", "How often the store is looked at for heads whose announcements were lost (default: 2)"),
            ServerProgram.Text("--heartbeat", "SECONDS", "How often a watcher to whom nothing happens is written to (default: 15)"),
            ServerProgram.Text("--write-timeout", "SECONDS", "How long a watcher may leave an event unread (default: 10)"),
            ServerProgram.Text("--request-timeout", "SECONDS", "How long a request may take that is no watch (default: 30)"),
            ServerProgram.Text("--max-watchers", "N", "How many watchers there may be at once (default: 100000)"),
            ServerProgram.Text("--metrics-listen", "URL", "An address of this machine at which /metrics asks nobody who reads it (default: none; /metrics is at the other addresses, for whoever may view something)"),
            new Option<bool>("--no-metrics") { Description = "Measure nothing, and have no /metrics" },
            ServerProgram.Text("--otlp-endpoint", "URL", "Send traces to this collector, by OTLP over HTTP (default: $OTEL_EXPORTER_OTLP_ENDPOINT, else none)"),
            ServerProgram.Text("--trace-sample", "RATIO", "The share of requests that are traced, from 0 to 1, where the caller has not decided it (default: as $OTEL_TRACES_SAMPLER says, else 0.01)"),
            ServerProgram.Text("--logging", "TYPE", "Log as the section logging of this type in the space default says, from each head on (default: lines on standard output)"),
            ServerProgram.Text("--logging-config", "FILE", "The same, of a file beside the server, which is read again when it changes"),
        ];
        return ServerProgram.Command(host, "serve", "Serve configurations over HTTP, until Ctrl-C", options);
    }
}
