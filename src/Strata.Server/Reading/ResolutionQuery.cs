using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Strata.Selection;
using Strata.Server.Access;
using Strata.Server.Contents;
using Strata.Server.Spaces;
using Strata.Values;

namespace Strata.Server.Reading;

/// <summary>
/// What a request asks to be resolved, read from its address: <c>environment=production&amp;tenant=acme&amp;fact.region=eu</c>. Immutable. The same
/// question is the same text, in whatever order it was asked.
/// </summary>
internal sealed record ResolutionQuery
{
    private const string FactPrefix = "fact.";
    private const string VariablePrefix = "variable.";
    private const string VisibleName = "visible";
    private const string RevealedName = "revealed";
    private const int MostValueLength = 1024;
    private const int MostParameters = 128;

    private static readonly string[] Single = ["environment", "tenant", "host", "os", "appVersion", "now", "ignoreConditions", "allowUnset", "reveal"];

    // What an address says beside what is to be resolved.
    private static readonly string[] Others = ["format", "revision", "minRevision", "path", "left", "right", "limit", "cursor", "timeout", "epoch", Reading.Reveals.ReasonParameter];

    private ResolutionQuery()
    {
    }

    public required string Type { get; init; }

    public required string Environment { get; init; }

    public string? Tenant { get; init; }

    public string? Host { get; init; }

    public string? OperatingSystem { get; init; }

    public string? AppVersion { get; init; }

    public DateTimeOffset? Now { get; init; }

    public bool IgnoresConditions { get; init; }

    public bool AllowsUnset { get; init; }

    /// <summary>Whether secrets are written in clear.</summary>
    public bool Reveals { get; init; }

    /// <summary>The values that whoever asks may see; a part of the question, so that nobody gets another's answer.</summary>
    public PathLimits Visible { get; init; } = PathLimits.All;

    /// <summary>The values whose secrets are written in clear, where any are.</summary>
    public PathLimits Revealed { get; init; } = PathLimits.All;

    public ImmutableArray<string> Contexts { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Facts { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, string> Variables { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Reads an address's query.</summary>
    /// <exception cref="RefusalException">A parameter is unknown, doubled or no value of its kind.</exception>
    public static ResolutionQuery Read(string type, IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        if (type.Length is 0 or > MostValueLength)
        {
            throw Refusal.BadRequest("the type is empty or too long", "name a type that the overrides have");
        }

        var single = new Dictionary<string, string>(StringComparer.Ordinal);
        var contexts = ImmutableArray.CreateBuilder<string>();
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var (name, values) in parameters)
        {
            foreach (var value in values)
            {
                if (++count > MostParameters || value is null || value.Length > MostValueLength)
                {
                    throw Refusal.BadRequest($"the parameter \"{name}\" is too long, or there are more than {MostParameters}", $"a value has {MostValueLength} characters at most");
                }

                Add(name, value);
            }
        }

        return new ResolutionQuery
        {
            Type = type,
            Environment = Filled("environment") ?? ResolutionContext.DefaultEnvironment,
            Tenant = Filled("tenant"),
            Host = Filled("host"),
            OperatingSystem = Filled("os"),
            AppVersion = Version(Filled("appVersion")),
            Now = Instant(Filled("now")),
            IgnoresConditions = Flag("ignoreConditions"),
            AllowsUnset = Flag("allowUnset"),
            Reveals = Flag("reveal"),
            Contexts = contexts.ToImmutable(),
            Facts = facts.ToImmutable(),
            Variables = variables.ToImmutable(),
        };

        void Add(string name, string value)
        {
            if (name == "context")
            {
                if (value.Length > 0)
                {
                    contexts.Add(value);
                }
            }
            else if (name.StartsWith(FactPrefix, StringComparison.Ordinal) && name.Length > FactPrefix.Length)
            {
                Once(facts.TryAdd(name[FactPrefix.Length..], value), name);
            }
            else if (name.StartsWith(VariablePrefix, StringComparison.Ordinal) && name.Length > VariablePrefix.Length)
            {
                Once(variables.TryAdd(name[VariablePrefix.Length..], value), name);
            }
            else if (Single.Contains(name))
            {
                Once(single.TryAdd(name, value), name);
            }
            else if (!Others.Contains(name))
            {
                var near = EditDistance.Nearest(name, [.. Single, "context", .. Others]);
                throw Refusal.BadRequest($"the parameter \"{name}\" is unknown", near is null ? "known are environment, tenant, context, fact.K, variable.K, host, os, appVersion, now, format, revision, minRevision, reveal" : $"did you mean {near}?");
            }
        }

        string? Filled(string name) => single.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

        bool Flag(string name) => Filled(name) switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw Refusal.BadRequest($"\"{name}\" is neither true nor false", $"write {name}=true"),
        };
    }

    /// <summary>The context to resolve.</summary>
    /// <param name="content">Where the variables come from.</param>
    /// <param name="now">The time, where the address says none.</param>
    public ResolutionContext ContextOf(ResolvableContent content, DateTimeOffset now) => WithoutVariables(now) with { Variables = content.VariablesOf(Environment, Variables) };

    /// <summary>The same without variables: what rollouts go by.</summary>
    public ResolutionContext WithoutVariables(DateTimeOffset now) => new()
    {
        Type = Type,
        Environment = Environment,
        Tenant = Tenant,
        Host = Host,
        OperatingSystem = OperatingSystem,
        AppVersion = AppVersion,
        Contexts = Contexts,
        Facts = Facts,
        Now = Now ?? now,
        IgnoreConditions = IgnoresConditions,
    };

    /// <summary>The question as one text: the type, and the parameters in a fixed order.</summary>
    /// <param name="now">The time that the answer holds for; null where it does not depend on any.</param>
    public string Write(DateTimeOffset? now)
    {
        var text = new StringBuilder(Uri.EscapeDataString(Type)).Append('?');
        Append("environment", Environment);
        Append("tenant", Tenant);
        Append("host", Host);
        Append("os", OperatingSystem);
        Append("appVersion", AppVersion);
        Append("now", now?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
        Append("ignoreConditions", IgnoresConditions ? "true" : null);
        Append("allowUnset", AllowsUnset ? "true" : null);
        Append("reveal", Reveals ? "true" : null);
        Append(VisibleName, Visible.IsAll ? null : Visible.Text);
        Append(RevealedName, Reveals && !Revealed.IsAll ? Revealed.Text : null);
        foreach (var context in Contexts)
        {
            Append("context", context);
        }

        foreach (var (name, value) in Facts)
        {
            Append(FactPrefix + name, value);
        }

        foreach (var (name, value) in Variables)
        {
            Append(VariablePrefix + name, value);
        }

        return text.ToString();

        void Append(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
            }
        }
    }

    /// <summary>Reads back what <see cref="Write"/> wrote.</summary>
    public static ResolutionQuery ReadBack(string text)
    {
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var parameters = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text[question..]);
        var (visible, revealed) = (Limits(VisibleName), Limits(RevealedName));
        return Read(Uri.UnescapeDataString(text[..question]), parameters) with { Visible = visible, Revealed = revealed };

        PathLimits Limits(string name) => parameters.Remove(name, out var limits) ? PathLimits.Read(limits.ToString()) : PathLimits.All;
    }

    /// <summary>The question for the audit log: without the values of variables, and of facts that are named like secrets.</summary>
    public JsonObject Describe() => new()
    {
        ["type"] = Type,
        ["environment"] = Environment,
        ["tenant"] = Tenant,
        ["contexts"] = new JsonArray([.. Contexts.Select(static context => (JsonNode)context)]),
        ["facts"] = new JsonArray([.. Facts.Select(static fact => (JsonNode)$"{fact.Key}={(SecretNames.Contains(fact.Key) ? SecretText.Mask : fact.Value)}")]),
        ["variables"] = new JsonArray([.. Variables.Keys.Select(static name => (JsonNode)name)]),
        ["paths"] = Revealed.Text,
    };

    private static void Once(bool isFirst, string name)
    {
        if (!isFirst)
        {
            throw Refusal.BadRequest($"the parameter \"{name}\" is given twice", "give it once");
        }
    }

    private static string? Version(string? text) => text is null || Layers.Conditions.SemanticVersion.TryParse(text, out _)
        ? text
        : throw Refusal.BadRequest($"appVersion \"{text}\" is no version", "write 2.1.0");

    private static DateTimeOffset? Instant(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
        : throw Refusal.BadRequest($"now \"{text}\" is no instant", "write it as ISO 8601: 2026-12-01T09:00:00Z");
}
