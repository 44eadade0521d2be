using System.Collections.Immutable;
using CsCheck;
using Strata.Server.Access;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>What a policy decides, whatever roles and grants there are.</summary>
public sealed class AccessPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    private static readonly string[] Subjects = ["user:ada", "user:bob", "group:ops", "client:ci", Grant.Everyone];

    private static readonly Gen<string> GenPattern = Any("*", "a", "b", "ab", "a*", "ab*", "");

    private static readonly Gen<Grant> GenGrant = Gen.Select(Any(Subjects), Any("viewer", "editor", "publisher", "administrator", "odd", "gone"), GenPattern.Array[4], Gen.Int[-1, 1], Gen.Int[0, 9]).Select((subject, role, patterns, expires, id) => new Grant
    {
        Id = $"g{id}",
        Subject = subject,
        Role = role,
        Space = Pattern(patterns[0]),
        Environment = Pattern(patterns[1]),
        Tenant = Pattern(patterns[2]),
        Path = Pattern(patterns[3]),
        ExpiresAt = expires == 0 ? null : Now.AddMinutes(expires),
        GrantedBy = "test",
    });

    private static readonly Gen<AccessQuestion> GenQuestion = Gen.Select(Any(Enum.GetValues<Verb>()), Any<string?>("a", "b", "ab", "*", null).Array[4])
        .Select((verb, where) => new AccessQuestion(verb, where[0], where[1], where[2], where[3]));

    private static readonly Gen<Caller> GenCaller = Gen.Select(Any("user:ada", "user:bob", "client:ci"), Gen.Bool).Select((subject, isOperator) => CallerOf(subject, isOperator ? ["group:ops"] : []));

    [Fact]
    public void MoreGrants_NeverAllowLess() => Gen.Select(GenGrant.List[0, 6], GenGrant, GenCaller, GenQuestion).Sample((grants, another, caller, question) =>
        !PolicyOf(grants).Allows(caller, question, Now) || PolicyOf([.. grants, another]).Allows(caller, question, Now));

    [Fact]
    public void Scopes_NeverWiden() => Gen.Select(GenGrant.List[0, 6], GenCaller, GenQuestion, Any("view", "publish:a*", "manage", "view-secrets:ab", "nonsense", "view:", "*").List[0, 3]).Sample((grants, caller, question, scopes) =>
        !PolicyOf(grants).Allows(caller with { Scopes = [.. scopes] }, question, Now) || PolicyOf(grants).Allows(caller, question, Now));

    [Fact]
    public void Explanation_AgreesWithTheDecision() => Gen.Select(GenGrant.List[0, 6], GenCaller, GenQuestion).Sample((grants, caller, question) =>
    {
        var policy = PolicyOf(grants);
        var explained = policy.Explain(caller, question, Now);
        return explained.IsAllowed == policy.Allows(caller, question, Now) && explained.IsAllowed == explained.Grants.Any(static one => one.Reason is null)
            && explained.Grants.Length == policy.Grants.Count(grant => grant.Subject == caller.Subject || grant.Subject == Grant.Everyone || caller.Groups.Contains(grant.Subject));
    });

    [Fact]
    public void Limits_CoverExactlyWhatIsAllowed() => Gen.Select(GenGrant.List[0, 6], GenCaller, Any("a", "b", "ab", "a.x", "ab[0]", "c")).Sample((grants, caller, path) =>
    {
        var question = new AccessQuestion(Verb.View, "a", "a", "", path);
        var policy = PolicyOf(grants);
        return policy.LimitsOf(caller, question, Now).Covers(path) == policy.Allows(caller, question, Now);
    });

    [Fact]
    public void WholeOfSomething_TakesARightWithoutThatLimit() => Gen.Select(GenGrant.List[0, 6], GenCaller).Sample((grants, caller) =>
    {
        var policy = PolicyOf(grants);
        return !policy.Allows(caller, AccessQuestion.Whole(Verb.View, "a"), Now)
            || policy.Grants.Any(static grant => grant is { Environment.IsAny: true, Tenant.IsAny: true, Path.IsAny: true });
    });

    [Theory]
    [InlineData("database", "database", true)]
    [InlineData("database", "database.host", true)]
    [InlineData("database", "database[0]", true)]
    [InlineData("database", "database2", false)]
    [InlineData("database*", "database2.host", true)]
    [InlineData("database.*", "database", false)]
    [InlineData("database.*", "database.host", true)]
    [InlineData("database.host", "database", false)]
    [InlineData("database", "*", false)]
    [InlineData("*", "*", true)]
    [InlineData("*", "", true)]
    public void Path_StandsForAllBeneathIt(string pattern, string path, bool covers) => Assert.Equal(covers, new ScopePattern(pattern).CoversPath(path));

    [Theory]
    [InlineData("prod*", "prod*", true)]
    [InlineData("prod*", "production-?", true)]
    [InlineData("prod*", "pro*", false)]
    [InlineData("production", "prod*", false)]
    [InlineData("production", "*", false)]
    public void Pattern_OfPatterns_CoversThoseThatStandForLess(string pattern, string other, bool covers) => Assert.Equal(covers, new ScopePattern(pattern).Covers(other));

    [Fact]
    public void NobodyIsAllowedAnything_WhereNothingWasGranted() => Gen.Select(GenCaller, GenQuestion).Sample(static (caller, question) => !PolicyOf([]).Allows(caller, question, Now));

    [Fact]
    public void Roles_AllowWhatTheyAreFor()
    {
        var verbs = Role.BuiltIn.ToDictionary(static role => role.Name, static role => role.WriteVerbs());
        Assert.Equal("view", verbs["viewer"]);
        Assert.Equal("view edit", verbs["editor"]);
        Assert.Equal("view approve", verbs["approver"]);
        Assert.Equal("view edit publish rollback", verbs["publisher"]);
        Assert.Equal("view view-secrets edit approve publish rollback manage", verbs["administrator"]);
    }

    private static AccessPolicy PolicyOf(IEnumerable<Grant> grants) => new([new Role("odd", "", [Verb.ViewSecrets, Verb.Manage])], grants);

    private static Caller CallerOf(string subject, ImmutableArray<string> groups) => new(subject, subject, groups, IsStrong: true, Scopes: null, "test:1");

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static ScopePattern Pattern(string text) => new(text.Length == 0 ? "*" : text);
}
