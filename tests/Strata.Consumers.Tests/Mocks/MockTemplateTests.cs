using System.Collections.Immutable;
using Strata.Mocks;

namespace Strata.Consumers.Tests.Mocks;

/// <summary>Templates, and what of a configuration cannot be mocked.</summary>
public sealed class MockTemplateTests
{
    [Theory]
    [InlineData("{{ nope }}", "line 1: \"nope\" is not known; known are path.NAME, query.NAME, header.NAME, body, body.KEY, method, url, now and uuid")]
    [InlineData("a\n\n{{ path.nope }}", "line 3: the route's path has no {nope}")]
    [InlineData("{{ query.a | upper }}", "line 1: the filter \"upper\" is not known; known are tojson and default('text')")]
    [InlineData("{% if a %}", "line 1: statements ({% %}) are not understood, only {{ names }} and {# remarks #}")]
    [InlineData("{{ query.a", "line 1: }} is missing")]
    [InlineData("{{ query..a }}", "line 1: \"query..a\" is no name")]
    public void Parse_WhatIsNotUnderstood_SaysWhereAndWhatIs(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => MockTemplate.Parse(text, isJson: true, ["id"], "application/json")).Message);

    [Theory]
    [InlineData("{{ query.a }}|{{query.none}}|{{ query.none | default(\"x\") }}", "a\\\"b|| x", "a\"b|| x")]
    [InlineData("{{ query.a | tojson }}|{{ query.none | tojson }}|{{ query.none | default(5) | tojson }}", "\"a\\u0022b\"|null|5", "\"a\\u0022b\"|null|5")]
    [InlineData("{{ body.n }}|{{ body.list.1 }}|{{ body.list.9 }}|{{ body }}", "1.50|{\\\"k\\\":true}||{\\\"n\\\":1.50,\\\"list\\\":[0,{\\\"k\\\":true}]}", "1.50|{\"k\":true}||{\"n\":1.50,\"list\":[0,{\"k\":true}]}")]
    public void Render_InJsonAndText_EscapesWhatAStringOfJsonMust(string text, string json, string plain)
    {
        Assert.Equal(json.Replace("| x", "|x", StringComparison.Ordinal), MockTemplate.Parse(text, isJson: true, [], "").Render(Values()));
        Assert.Equal(plain.Replace("| x", "|x", StringComparison.Ordinal), MockTemplate.Parse(text, isJson: false, [], "").Render(Values()));
    }

    [Theory]
    [InlineData("mocks: {enabled: false}", "mocks.enabled: it is false: nothing is mocked")]
    [InlineData("a: 1", "mocks: a mapping is missing")]
    [InlineData("mocks: {services: [{name: a, routes: [{path: /x, status: 200}]}]}", "mocks.services[0].routes[0].method: a text is missing")]
    [InlineData("mocks: {services: [{name: a, routes: [{method: GET, path: x, status: 200}]}]}", "mocks.services[0].routes[0].path: a path begins with /")]
    [InlineData("mocks: {services: [{name: a, routes: [{method: GET, path: '/{a}/{a}', status: 200}]}]}", "mocks.services[0].routes[0].path: two parameters have one name")]
    [InlineData("mocks: {services: [{name: a, routes: [{method: GET, path: '/{a-b}', status: 200}]}]}", "mocks.services[0].routes[0].path: a parameter is {name}, of letters, digits and _")]
    [InlineData("mocks: {services: [{name: a, routes: [{method: GET, path: /x, status: 2000}]}]}", "mocks.services[0].routes[0].status: a whole number from 100 to 599 is needed")]
    [InlineData("mocks: {services: [{name: a, faults: [{kind: status, ratio: 0.1}], routes: []}]}", "mocks.services[0].faults[0].status: a whole number from 100 to 599 is missing")]
    [InlineData("mocks: {services: [{name: a, faults: [{kind: reset, ratio: 0.6}, {kind: timeout, ratio: 0.6}], routes: []}]}", "mocks.services[0].faults: the ratios are more than 1 together")]
    [InlineData("mocks: {services: [{name: a, routes: [{method: GET, path: /x, status: 200}, {method: get, path: /x, status: 201}]}]}", "mocks.services[0].routes[1]: GET /x is answered by a already")]
    [InlineData("mocks: {unmatched: maybe}", "mocks.unmatched: fail, pass or not_found is needed")]
    [InlineData("mocks: {services: [{name: a, routes: [{method: GET POST, path: /x, status: 200}]}]}", "mocks.services[0].routes[0].method: a method is one word, such as GET or POST")]
    public async Task Start_OfWhatCannotBeMocked_NamesTheValue(string yaml, string message)
    {
        using var configured = new MockedConfiguration("");
        File.WriteAllText(Path.Combine(configured.Directory, "t.yml"), yaml);

        Assert.Equal(message, (await Assert.ThrowsAsync<MockConfigurationException>(() => configured.StartAsync())).Message);
    }

    [Fact]
    public async Task Start_WithATemplateThatIsNotThere_NamesTheFile()
    {
        using var configured = new MockedConfiguration("  services: [{ name: a, routes: [{ method: GET, path: /x, status: 200, template: none.j2 }] }]\n");

        var message = (await Assert.ThrowsAsync<MockConfigurationException>(() => configured.StartAsync())).Message;

        Assert.StartsWith("mocks.services[0].routes[0].template: the template cannot be read: ", message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("templates", "none.j2"), message, StringComparison.Ordinal);
    }

    private static TemplateValues Values() => new()
    {
        Path = ImmutableDictionary<string, string>.Empty,
        Query = ImmutableDictionary<string, string>.Empty.Add("a", "a\"b"),
        Call = new MockCall { Number = 1, Method = "GET", Path = "/", Query = "", Headers = ImmutableDictionary<string, string>.Empty, Body = """{"n":1.50,"list":[0,{"k":true}]}""", Delay = TimeSpan.Zero },
        Url = "http://127.0.0.1:1",
        Now = DateTimeOffset.UnixEpoch,
        Identifier = static _ => Guid.Empty,
    };
}
