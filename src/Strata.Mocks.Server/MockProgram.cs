using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Strata.Mocks.Server;

/// <summary>
/// The program behind <c>strata mock</c>, which cannot hold WireMock.Net itself: <c>strata-mock DIRECTORY [--port N] [--tell LEVEL]
/// [--fail-on-unmatched]</c>.
/// On standard input comes the number of bytes in a line, then that many bytes of JSON: the sections <c>mocks</c> and <c>testing</c>. It
/// ends by a signal, or when the input ends, as it does with whoever started it.
/// </summary>
internal static class MockProgram
{
    private const int Done = 0;
    private const int Invalid = 1;
    private const int WrongUsage = 2;
    private const int Unreachable = 5;

    public static async Task<int> RunAsync(string[] args, Stream input, TextWriter output, TextWriter error)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
        using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
        using var hangUp = StopOn(PosixSignal.SIGHUP, stopping);
        if (args is not [var directory, .. var rest] || Arguments.Read(rest) is not { } arguments)
        {
            await error.WriteLineAsync("usage: strata-mock DIRECTORY [--port N] [--tell calls|warnings|nothing] [--fail-on-unmatched], which strata mock starts").ConfigureAwait(false);
            return WrongUsage;
        }

        try
        {
            var plan = MockPlan.Read(await ReadSectionsAsync(input).ConfigureAwait(false), directory);
            var tells = new CallTelling(error, arguments.Tell, plan.Unmatched == UnmatchedAnswer.Fail || arguments.FailsOnUnmatched);
            var services = await MockServices.ServeAsync(plan, new MockServicesOptions { Port = arguments.Port, Called = tells.Tell }, stopping.Token).ConfigureAwait(false);
            await using (services.ConfigureAwait(false))
            {
                await output.WriteAsync(RouteTable.Of(plan) + $"listening on {services.Url.GetLeftPart(UriPartial.Authority)} until Ctrl-C\n").ConfigureAwait(false);
                await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                await Task.WhenAny(WaitForEndAsync(input), Task.Delay(Timeout.Infinite, stopping.Token)).ConfigureAwait(false);
            }

            if (arguments.FailsOnUnmatched && tells.Unmatched is > 0 and var unmatched)
            {
                await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"error: no route answers {unmatched} of the calls\n   = help: add a route for each to mocks.services, or do not call them")).ConfigureAwait(false);
                return Invalid;
            }

            return Done;
        }
        catch (OperationCanceledException)
        {
            return Done;
        }
        catch (Exception exception) when (exception is MockConfigurationException or InvalidDataException)
        {
            await error.WriteLineAsync($"error: {exception.Message}").ConfigureAwait(false);
            return Invalid;
        }
        catch (MockAddressException exception)
        {
            await error.WriteLineAsync($"error: {exception.Message}\n   = help: --port 0 takes a free port, --port N another one").ConfigureAwait(false);
            return Unreachable;
        }
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stopping.Cancel();
    });

    private static async Task<JsonElement> ReadSectionsAsync(Stream input)
    {
        var length = new StringBuilder();
        for (int read; (read = input.ReadByte()) != '\n';)
        {
            if (read is < '0' or > '9' || length.Length == 9)
            {
                throw new InvalidDataException("the input does not begin with the number of bytes that follow");
            }

            length.Append((char)read);
        }

        var bytes = new byte[int.Parse(length.ToString(), CultureInfo.InvariantCulture)];
        try
        {
            await input.ReadExactlyAsync(bytes).ConfigureAwait(false);
            return JsonElement.Parse(bytes);
        }
        catch (Exception exception) when (exception is EndOfStreamException or JsonException)
        {
            throw new InvalidDataException("the input is not the JSON that was announced", exception);
        }
    }

    private static async Task WaitForEndAsync(Stream input)
    {
        var rest = new byte[256];
        while (await input.ReadAsync(rest).ConfigureAwait(false) > 0)
        {
        }
    }

    private sealed record Arguments(int? Port, string Tell, bool FailsOnUnmatched)
    {
        public static Arguments? Read(string[] args)
        {
            var read = new Arguments(null, CallTelling.Warnings, FailsOnUnmatched: false);
            while (args.Length > 0)
            {
                switch (args)
                {
                    case ["--port", var text, .. var rest] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535:
                        (read, args) = (read with { Port = port }, rest);
                        break;
                    case ["--tell", var level, .. var rest]:
                        (read, args) = (read with { Tell = level }, rest);
                        break;
                    case ["--fail-on-unmatched", .. var rest]:
                        (read, args) = (read with { FailsOnUnmatched = true }, rest);
                        break;
                    default:
                        return null;
                }
            }

            return read;
        }
    }
}
