namespace Strata.Tests.Validation.Rules;

/// <summary>What must not be on, or off, in production; and that it may be elsewhere.</summary>
public class ProductionRuleTests
{
    [Theory]
    [InlineData("debug: true", "6004 error a:1:8 debug: debug is on in production")]
    [InlineData("api: {debugMode: \"true\"}", "6004 error a:1:18 api.debugMode: debugMode is on in production")]
    [InlineData("api: {debug: {enabled: on}}", "6004 error a:1:24 api.debug.enabled: debug is on in production")]
    [InlineData("apps: [{debug: 1}]", "6004 error a:1:16 apps[0].debug: debug is on in production")]
    [InlineData("debugger: {Enabled: yes}", "6004 error a:1:21 debugger.Enabled: debugger is on in production")]
    [InlineData("enable-debug: true", "6004 error a:1:15 enable-debug: enable-debug is on in production")]
    [InlineData("dev: {profiling: {enabled: true}}", "6004 error a:1:28 dev.profiling.enabled: profiling is on in production")]
    [InlineData("hot_reload: {enabled: true}", "6005 warning a:1:23 hot_reload.enabled: hot_reload is on in production")]
    [InlineData("server: {autoReload: true}", "6005 warning a:1:22 server.autoReload: autoReload is on in production")]
    [InlineData("server: {reload: true}", "6005 warning a:1:18 server.reload: reload is on in production")]
    [InlineData("x: {reload-on-change: true}", "6005 warning a:1:23 x.reload-on-change: reload-on-change is on in production")]
    [InlineData("server: {watch: true}", "6005 warning a:1:17 server.watch: watch is on in production")]
    [InlineData("x: {watch: {enabled: true, paths: [src]}}", "6005 warning a:1:22 x.watch.enabled: watch is on in production")]
    public void Check_DevelopingInProduction_IsFoundThereAlone(string text, string expected)
    {
        Assert.Equal([expected], Findings.InProduction(text));
        Assert.Empty(Findings.In(text));
    }

    [Theory]
    [InlineData("debug: false")]
    [InlineData("debug: \"app:*\"")]
    [InlineData("debug: {enabled: false, port: 5678}")]
    [InlineData("debug: {color: true}")]
    [InlineData("debug: ${DEBUG:-false}")]
    [InlineData("tools: {enabled: false, debug: true}")]
    [InlineData("sinks: {debug: true, info: true, error: true}")]
    [InlineData("profiling: {enabled: true, server_address: \"https://pyroscope.example\"}")]
    [InlineData("tls: {reload: true}")]
    [InlineData("kubernetes: {watch: true}")]
    [InlineData("queue: {watch: true}")]
    [InlineData("x: {hot_reload: {enabled: false, paths: [src]}}")]
    public void Check_NothingThatDevelopsInProduction_IsLeftAlone(string text) => Assert.Empty(Findings.InProduction(text));

    [Fact]
    public void Check_SwitchFromAnotherOverride_IsFoundWhereItIsWritten() => Assert.Equal(
        ["6004 error b:2:11 api.debug: debug is on in production"],
        Findings.InProduction("api: {debug: false}", "api:\n   debug: ${DEBUG:-true}"));

    [Theory]
    [InlineData("api: {tls: {enabled: false}}", "6006 error a:1:22 api.tls.enabled: tls is off in production")]
    [InlineData("api: {useTLS: false}", "6006 error a:1:15 api.useTLS: useTLS is off in production")]
    [InlineData("redis: {ssl: false}", "6006 error a:1:14 redis.ssl: ssl is off in production")]
    [InlineData("db: {host: db.example, ssl_mode: disable}", "6006 error a:1:34 db.ssl_mode: ssl_mode is \"disable\" in production: the connection may not be encrypted")]
    [InlineData("db: {host: db.example, sslMode: allow}", "6006 error a:1:33 db.sslMode: sslMode is \"allow\" in production: the connection may not be encrypted")]
    [InlineData("ldap: {tls: {verify: false}}", "6006 error a:1:22 ldap.tls.verify: verify is off in production")]
    [InlineData("http: {verify_ssl: false}", "6006 error a:1:20 http.verify_ssl: verify_ssl is off in production")]
    [InlineData("x: {tls: {insecureSkipVerify: true}}", "6006 error a:1:31 x.tls.insecureSkipVerify: insecureSkipVerify is on in production: nobody checks who answers")]
    [InlineData("tls: {min_version: \"1.1\"}", "6006 error a:1:20 tls.min_version: min_version is \"1.1\" in production: versions of TLS below 1.2 are broken")]
    [InlineData("tls: {minimumVersion: 1.0}", "6006 error a:1:23 tls.minimumVersion: minimumVersion is 1.0 in production: versions of TLS below 1.2 are broken")]
    [InlineData("min-tls-version: TLSv1", "6006 error a:1:18 min-tls-version: min-tls-version is \"TLSv1\" in production: versions of TLS below 1.2 are broken")]
    [InlineData("ssl: {protocols: [TLSv1.2, SSLv3]}", "6006 error a:1:28 ssl.protocols[1]: protocols is \"SSLv3\" in production: versions of TLS below 1.2 are broken")]
    [InlineData("api: {public_url: http://music.example.org/x}", "6006 error a:1:19 api.public_url: public_url is not encrypted in production: it begins with http://")]
    public void Check_TlsOffInProduction_IsFoundThereAlone(string text, string expected)
    {
        Assert.Equal([expected], Findings.InProduction(text));
        Assert.Empty(Findings.In(text));
    }

    [Theory]
    [InlineData("api: {tls: {enabled: true, minimum_version: \"1.2\"}}")]
    [InlineData("api: {tls: {enabled: false, terminated_by: ingress}}")]
    [InlineData("api: {host: 127.0.0.1, tls: {enabled: false}}")]
    [InlineData("db: {host: localhost, ssl_mode: disable}")]
    [InlineData("db: {host: /run/postgresql, ssl_mode: disable}")]
    [InlineData("db: {host: db, ssl_mode: prefer}")]
    [InlineData("db: {enabled: false, ssl: false}")]
    [InlineData("email: {verify: false}")]
    [InlineData("python: {min_version: \"1.1\"}")]
    [InlineData("tls: {min_version: TLS1.3}")]
    [InlineData("tls_versions: [TLSv1.2, \"1.3\"]")]
    [InlineData("api: {public_url: \"http://127.0.0.1:8000\"}")]
    [InlineData("api: {public_url: \"http://api.svc.cluster.local\"}")]
    [InlineData("api: {public_url: \"http://api:8000\"}")]
    [InlineData("api: {public_url: \"https://music.example.org\"}")]
    [InlineData("api: {url: \"http://music.example.org\"}")]
    public void Check_TlsThatIsOnOrNotNeeded_IsLeftAlone(string text) => Assert.Empty(Findings.InProduction(text));

    [Theory]
    [InlineData("cors: {allow_origins: [\"*\"], allow_credentials: true}", "6007 error a:1:24 cors.allow_origins[0]: allow_origins allows any origin while allow_credentials is on: every page on the web may act for its visitor")]
    [InlineData("cors: {allowedOrigins: \"*\", allowCookies: true}", "6007 error a:1:24 cors.allowedOrigins: allowedOrigins allows any origin while allowCookies is on: every page on the web may act for its visitor")]
    [InlineData("x: {origins: [\"https://a.example\", \"*\"], supports-credentials: true}", "6007 error a:1:36 x.origins[1]: origins allows any origin while supports-credentials is on: every page on the web may act for its visitor")]
    [InlineData("cors: {origin: true, credentials: true}", "6007 error a:1:16 cors.origin: origin allows any origin while credentials is on: every page on the web may act for its visitor")]
    [InlineData("cors: {allow_origin_regex: .*, allow_credentials: true}", "6007 error a:1:28 cors.allow_origin_regex: allow_origin_regex allows any origin while allow_credentials is on: every page on the web may act for its visitor")]
    public void Check_AnyOriginWithCredentials_IsAnErrorEverywhere(string text, string expected)
    {
        Assert.Equal([expected], Findings.In(text));
        Assert.Equal([expected], Findings.InProduction(text));
    }

    [Theory]
    [InlineData("cors: {allow_origins: [\"*\"]}", "6007 warning a:1:24 cors.allow_origins[0]: allow_origins allows any origin in production")]
    [InlineData("cors: {origins: \"*\", allow_credentials: false}", "6007 warning a:1:17 cors.origins: origins allows any origin in production")]
    public void Check_AnyOriginWithoutCredentials_IsAWarningInProduction(string text, string expected)
    {
        Assert.Equal([expected], Findings.InProduction(text));
        Assert.Empty(Findings.In(text));
    }

    [Theory]
    [InlineData("cors: {allow_origins: [\"https://a.example\"], allow_credentials: true}")]
    [InlineData("cors: {enabled: false, allow_origins: [\"*\"], allow_credentials: true}")]
    [InlineData("git: {origin: \"*\"}")]
    [InlineData("cors: {allow_origin_regex: \"https://.*[.]a[.]example\", allow_credentials: true}")]
    public void Check_OriginsThatAreNamed_AreLeftAlone(string text) => Assert.Empty(Findings.InProduction(text));

    [Fact]
    public void Check_CorsByReference_IsFoundOnce() => Assert.Equal(
        ["6007 error a:1:35 security.cors.allow_origins[0]: allow_origins allows any origin while allow_credentials is on: every page on the web may act for its visitor"],
        Findings.In("security: {cors: {allow_origins: [\"*\"], allow_credentials: true}}\nzapi: {cors: \"${config:security.cors}\"}"));

    [Theory]
    [InlineData("security: {headers: {X-Frame-Options: DENY}}", "6008 warning a:1:21 security.headers: the security headers Content-Security-Policy, X-Content-Type-Options, Referrer-Policy and Permissions-Policy are missing")]
    [InlineData("h: {csp: \"default-src 'self'; frame-ancestors 'none'\", x-content-type-options: nosniff, referrerPolicy: no-referrer}", "6008 warning a:1:4 h: the security header Permissions-Policy is missing")]
    [InlineData("h: {Content-Security-Policy: null, X-Content-Type-Options: nosniff, X-Frame-Options: DENY, Referrer-Policy: no-referrer, Permissions-Policy: camera=()}", "6008 warning a:1:4 h: the security header Content-Security-Policy is missing")]
    public void Check_HeadersThatMiss_AreNamedInOneFinding(string text, string expected) => Assert.Equal([expected], Findings.In(text));

    [Fact]
    public void Check_NoTransportSecurity_IsMissedInProductionAlone()
    {
        const string Text = "h: {Content-Security-Policy: \"frame-ancestors 'none'\", X-Content-Type-Options: nosniff, Referrer-Policy: no-referrer, Permissions-Policy: camera=()}";

        Assert.Empty(Findings.In(Text));
        Assert.Equal(["6008 warning a:1:4 h: the security header Strict-Transport-Security is missing"], Findings.InProduction(Text));
    }

    [Theory]
    [InlineData("request: {headers: {Authorization: x}}")]
    [InlineData("request: {Referrer-Policy: x}")]
    [InlineData("security: {headers: {}}")]
    [InlineData("security: {headers: {api_key: X-Api-Key}}")]
    public void Check_OtherHeaders_AreLeftAlone(string text) => Assert.Empty(Findings.InProduction(text));
}
