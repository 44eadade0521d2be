using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;
using WireMock.Logging;
using WireMock.RequestBuilders;
using WireMock.Server;
using WireMock.Settings;

namespace Strata.Mocks;

/// <summary>
/// The HTTP services that a configuration's section <c>mocks</c> describes, running in this process until they are disposed of. Routes
/// with fewer parameters go before those with more. Members are safe for use by several threads.
/// </summary>
public sealed class MockServices : IAsyncDisposable
{
    private readonly MockPlan _plan;
    private readonly CallRecord _record;
    private readonly Socket _socket;
    private readonly WireMockServer _server;
    private int _isDisposed;

    private MockServices(MockPlan plan, CallRecord record, Socket socket, WireMockServer server, Uri url)
    {
        _plan = plan;
        _record = record;
        _socket = socket;
        _server = server;
        Url = url;
    }

    /// <summary>Where they are reached: <c>http://127.0.0.1:9900/</c>.</summary>
    public Uri Url { get; }

    /// <summary>What is mocked, in the order of the configuration.</summary>
    public ImmutableArray<MockRoute> Routes => [.. _plan.Routes.Select(static route => route.Route)];

    /// <summary>The calls since the start or the last <see cref="Reset"/>, in the order of arrival; a call is among them once it was answered, or was to be.</summary>
    public ImmutableArray<MockCall> Calls => _record.Calls;

    /// <summary>Starts the mocks of a resolved configuration.</summary>
    /// <param name="configuration">The configuration; its sections <c>mocks</c> and <c>testing.seed</c> are read, secrets in clear.</param>
    /// <param name="options">How they are started. Default: as configured.</param>
    /// <param name="cancellationToken">Gives up before they listen.</param>
    /// <exception cref="MockConfigurationException">There is no section <c>mocks</c>, it is not enabled, or something in it is wrong.</exception>
    /// <exception cref="MockAddressException">The port is taken, or the host is not this machine's.</exception>
    public static Task<MockServices> StartAsync(ResolvedConfiguration configuration, MockServicesOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        options ??= new MockServicesOptions();
        var json = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var section in new[] { "mocks", "testing" })
        {
            if (configuration.TryGet(section, out var node))
            {
                json[section] = JsonOf(node);
            }
        }

        return ServeAsync(MockPlan.Read(JsonSerializer.SerializeToElement(json), options.OverridesDirectory), options, cancellationToken);
    }

    /// <summary>Forgets the calls so far, and begins the services' latencies and faults anew.</summary>
    public void Reset()
    {
        _record.Clear();
        foreach (var route in _plan.Routes)
        {
            route.Service.Reset();
        }
    }

    /// <summary>Fails when a call was made that no route answers, where the configuration says so: <c>mocks.unmatched: fail</c>, which is the default. Where it says otherwise, nothing fails.</summary>
    /// <exception cref="UnmatchedCallException">There was one since the start or the last <see cref="Reset"/>.</exception>
    public void Verify()
    {
        var unmatched = _plan.Unmatched == UnmatchedAnswer.Fail ? _record.Unmatched : [];
        if (!unmatched.IsEmpty)
        {
            throw new UnmatchedCallException(unmatched, Routes);
        }
    }

    /// <summary>Stops listening and ends calls that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await Task.Run(_server.Dispose).ConfigureAwait(false);
            _socket.Dispose();
        }
    }

    internal static async Task<MockServices> ServeAsync(MockPlan plan, MockServicesOptions options, CancellationToken cancellationToken)
    {
        var record = new CallRecord(options.MaxCalls, options.Called);
        var socket = ListeningSocket.Bind(plan.Host, options.Port ?? plan.Port);
        try
        {
            // WireMock.Net waits for its server to start, and has nothing else for it.
            var server = await Task.Run(() => WireMockServer.Start(SettingsFor(socket)), cancellationToken).ConfigureAwait(false);
            var url = ListeningSocket.UrlOf(socket);
            AddRoutes(server, plan, record, options.TimeProvider, url);
            return new MockServices(plan, record, socket, server, new Uri(url));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void AddRoutes(WireMockServer server, MockPlan plan, CallRecord record, TimeProvider time, string url)
    {
        foreach (var route in plan.Routes)
        {
            server
                .Given(Request.Create().WithPath(route.Pattern.Matches).UsingMethod(route.Route.Method))
                .AtPriority(route.Pattern.Parameters.Length)
                .WithTitle($"{route.Route.Method} {route.Route.Path}")
                .RespondWith(new RouteAnswer(route, plan.Chance, record, time, () => url));
        }

        server.Given(Request.Create().WithPath(static _ => true)).AtPriority(int.MaxValue).RespondWith(new UnmatchedCall(plan, record));
    }

    // The address within is not used: the socket is bound already.
    private static WireMockServerSettings SettingsFor(Socket socket) => new()
    {
        Urls = [string.Create(CultureInfo.InvariantCulture, $"http://0.0.0.0:{((IPEndPoint)socket.LocalEndPoint!).Port}")],
        Logger = new WireMockNullLogger(),
        StartAdminInterface = false,
        AllowBodyForAllHttpMethods = true,
        DisableJsonBodyParsing = true,
        MaxRequestLogCount = 1,
        AdditionalServiceRegistration = services => services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => socket),
    };

    private static JsonElement JsonOf(ConfigNode node)
    {
        using var stream = new MemoryStream();
        OutputFormat.Json.Write(node, Sensitivity.None, stream, new DiagnosticBag());
        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
