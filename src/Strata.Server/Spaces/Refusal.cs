using Strata.Diagnostics;
using Strata.Server.Access;

namespace Strata.Server.Spaces;

/// <summary>What was asked for is not done, and why. The edge answers with it.</summary>
internal sealed class RefusalException(int status, Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What is wrong, and what to do.</summary>
    public Diagnostic Diagnostic { get; } = diagnostic;

    /// <summary>What belongs to it: the problems of a configuration.</summary>
    public ValidationResult? Validation { get; init; }

    /// <summary>After how many seconds it may be tried again; null where that would not help.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How the caller may prove who he is, as <c>WWW-Authenticate</c> says it; null where that would not help.</summary>
    public string? Challenge { get; init; }
}

/// <summary>The refusals that there are, with their texts.</summary>
internal static class Refusal
{
    public static RefusalException BadRequest(string message, string hint) => Of(400, DiagnosticCode.BadServerRequest, message, hint);

    public static RefusalException BadContent(string message, string hint) => Of(422, DiagnosticCode.BadSpaceContent, message, hint);

    public static RefusalException TooLarge(string message) => Of(413, DiagnosticCode.BadSpaceContent, message, "split it into several spaces, or leave out what is no configuration");

    public static RefusalException AnswerTooLarge() => Of(422, DiagnosticCode.BadSpaceContent, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the configuration has more than {ContentLimits.MostAnswerBytes / 1024 / 1024} MiB"), "look for values that are repeated by aliases or references, and split it into several types");

    public static RefusalException UnknownSpace(string name) => Of(404, DiagnosticCode.UnknownSpace, $"there is no space \"{name}\"", "GET /api/v1/spaces lists them; PUT /api/v1/spaces/NAME makes one");

    public static RefusalException SpaceExists(string name) => Of(409, DiagnosticCode.SpaceExists, $"there is a space \"{name}\" already", "take another name");

    public static RefusalException UnknownRevision(string space, long number) => Of(404, DiagnosticCode.UnknownRevision, $"space \"{space}\" has no revision {number}", "GET /api/v1/spaces/NAME/revisions lists them");

    public static RefusalException Unknown(string what, string id) => Of(404, DiagnosticCode.UnknownServerResource, $"there is no {what} \"{id}\"", "list those that there are, and take an id from there");

    public static RefusalException Stale(long baseRevision, long head) => Of(412, DiagnosticCode.StaleDraft, $"it was made from revision {baseRevision}, and the head is {head}", "look at the difference, bring it in, and set baseRevision to the head");

    public static RefusalException StaleEpoch(string epoch) => Of(412, DiagnosticCode.StaleDraft, $"it goes by a revision of epoch {epoch}, which is over: the store was restored", "read the space again, and decide by what it holds now");

    public static RefusalException StaleVersion(long given, long current) => Of(412, DiagnosticCode.StaleDraft, $"version {given} of it was meant, and it is at version {current}", "read it again, and decide by what it holds now");

    public static RefusalException NoPrecondition(string what) => Of(428, DiagnosticCode.MissingPrecondition, $"the header If-Match is missing, which says {what}", "send the ETag that the last answer had");

    public static RefusalException NotOpen(string id, string state) => Of(409, DiagnosticCode.NotOpen, $"\"{id}\" is {state} already", "make a new one");

    public static RefusalException NotApproved(long required, int given) => Of(403, DiagnosticCode.ApprovalMissing, $"the space asks for {required} {(required == 1 ? "approval" : "approvals")}, and there {(given == 1 ? "is" : "are")} {given} of this version", "let others approve it: POST .../drafts/ID/approvals");

    public static RefusalException OwnApproval(string actor) => Of(403, DiagnosticCode.ApprovalMissing, $"\"{actor}\" changed this draft, and cannot approve it", "let somebody else approve it");

    public static RefusalException AccessDenied(string subject, AccessQuestion question) =>
        Of(403, DiagnosticCode.AccessDenied, $"{subject} may not {VerbName.Of(question.Verb)} {question.Where()}", $"{question.ExplainCommand(subject)} says why; whoever may manage can grant it");

    public static RefusalException SecretsInFiles(string subject, string space) =>
        Of(403, DiagnosticCode.AccessDenied, $"the files have secrets in clear, and {subject} may not view-secrets in all of space \"{space}\"", "encrypt them (strata encrypt), or ask for the right to see them");

    // RFC 9470.
    public static RefusalException SecondFactorMissing(string subject, AccessQuestion question) =>
        Unauthorized(DiagnosticCode.SecondFactorMissing, $"{subject} may {VerbName.Of(question.Verb)} {question.Where()} only with a second factor", "sign in again with the second factor: strata login", "insufficient_user_authentication");

    public static RefusalException ReasonMissing(string message) => Of(400, DiagnosticCode.ReasonMissing, message, "say why, in 3 to 500 characters: --reason TEXT, the header Strata-Reason, or reason=TEXT in the address");

    public static RefusalException AccessInUse(string message, string hint) => Of(409, DiagnosticCode.AccessInUse, message, hint);

    public static RefusalException OtherRequest() => Of(422, DiagnosticCode.IdempotencyConflict, "this Idempotency-Key was used for another request", "make a new key for each request, and use it again only to repeat that one");

    public static RefusalException NotReached(long wanted, long head) => Of(503, DiagnosticCode.RevisionNotReached, $"revision {wanted} is not known here yet; the head is {head}", "try again in a moment, or ask without minRevision", retryAfter: 1);

    public static RefusalException ContentGone(string hash) => Of(503, DiagnosticCode.RevisionNotReached, $"the store does not have content {hash} any more: it was restored", "try again in a moment: what it has now is being read", retryAfter: 1);

    public static RefusalException Gone(string message) => Of(410, DiagnosticCode.ResumePointGone, message, "read the configuration anew, and watch from its revision on");

    public static RefusalException Overloaded() => Of(503, DiagnosticCode.ServerOverloaded, "the server has more to do than it can", "try again later", retryAfter: 1 + Random.Shared.Next(4));

    public static RefusalException StoreUnreachable(Exception exception) => Of(503, DiagnosticCode.StoreUnreachable, $"the store cannot be reached: {exception.GetBaseException().Message}", "see that it runs; with an Idempotency-Key the request can be repeated safely", retryAfter: 2);

    public static RefusalException StoreSilent() => Of(503, DiagnosticCode.StoreUnreachable, "the store cannot be reached: it did not answer a moment ago", "see that it runs; with an Idempotency-Key the request can be repeated safely", retryAfter: 2);

    public static RefusalException AuditUnwritable(Exception exception) => Of(503, DiagnosticCode.AuditUnwritable, $"the audit log cannot be written, so that nothing is done or shown: {exception.GetBaseException().Message}", "see that the database has room, and lets the server's account add rows to the table audit", retryAfter: 5);

    public static RefusalException NoRoom(Exception exception) => Of(503, DiagnosticCode.StoreUnreachable, $"the content cannot be laid out as files: {exception.Message}", "make room in the directory that --data names", retryAfter: 2);

    public static RefusalException Invalid(ValidationResult validation) =>
        new(422, Problem(DiagnosticCode.InvalidSpaceContent, "the configuration is invalid", "mend what the diagnostics name"))
        {
            Validation = validation,
        };

    public static RefusalException NoRollout(string space) => Of(409, DiagnosticCode.NotOpen, $"nothing is being rolled out in space \"{space}\"", "start one: POST .../drafts/ID/rollout");

    public static RefusalException RolloutRuns(string space) => Of(409, DiagnosticCode.NotOpen, $"a rollout is under way in space \"{space}\"", "complete or abort it first");

    public static RefusalException SourceForbidden(string location) => Of(403, DiagnosticCode.BadServerRequest, $"this server neither reads nor writes \"{Values.SecretText.MaskUrlPasswords(location)}\"", "start it with --allow-source and what the location begins with");

    public static RefusalException ForeignHost(string host) => Of(403, DiagnosticCode.ForeignPage, $"this server is not known as \"{host}\"", "call it by its address, or start it with --allow-host and the name that what stands before it calls it by");

    public static RefusalException ForeignPage(string origin) => Of(403, DiagnosticCode.ForeignPage, $"a page of {origin} asks for a change", "change it from a page of this server, or start it with --allow-origin and the page's origin");

    public static RefusalException UnknownLabel(string space, string label) => Of(404, DiagnosticCode.UnknownRevision, $"\"{label}\" is no label of space \"{space}\"", "name a revision by its number, or the head by main");

    // RFC 6750: who showed nothing is told no error.
    public static RefusalException NoCredential() =>
        Unauthorized(DiagnosticCode.MissingCredential, "this server asks who calls, and the request does not say", "send Authorization: Bearer TOKEN; strata login gets one, and strata token create makes one for a program", error: null);

    public static RefusalException BadCredential(string reason) =>
        Unauthorized(DiagnosticCode.BadCredential, $"the token is not taken: {reason}", "get another one: strata login, or strata token create for a program", "invalid_token");

    public static RefusalException StoreClosed() => Of(409, DiagnosticCode.StoreClosed, "the store has its first administrator already", "let an administrator make further users: strata user create NAME");

    public static RefusalException NameTaken(string what, string name) => Of(409, DiagnosticCode.NameTaken, $"there is a {what} \"{name}\" already", "take another name");

    public static RefusalException IssuerUnreachable(string issuer, string reason) => Of(503, DiagnosticCode.IssuerUnreachable, $"the keys of {issuer} cannot be read: {reason}", "see that it answers, and that --oidc-issuer is written as it calls itself", retryAfter: 2);

    public static RefusalException TokenByToken() => Of(403, DiagnosticCode.TokenByToken, "an API token, or what is limited by scopes, makes no tokens", "sign in: strata login");

    public static RefusalException NoSuchAddress(int status, string method, string path) => status switch
    {
        405 => Of(405, DiagnosticCode.BadServerRequest, $"{path} does not take {method}", "see /openapi/v1.json for what it takes"),
        415 => Of(415, DiagnosticCode.BadServerRequest, "the body's Content-Type is not application/json", "send Content-Type: application/json"),
        _ => Of(404, DiagnosticCode.UnknownServerResource, $"there is no address {path}", "see /openapi/v1.json for those that there are"),
    };

    public static RefusalException TooManyRequests(int seconds) => Of(429, DiagnosticCode.TooManyRequests, "there were too many requests from here", "wait as long as Retry-After says, and watch instead of asking again", retryAfter: seconds);

    private static RefusalException Unauthorized(DiagnosticCode code, string message, string hint, string? error) =>
        new(401, Problem(code, message, hint)) { Challenge = error is null ? "Bearer realm=\"strata\"" : $"Bearer realm=\"strata\", error=\"{error}\"" };

    private static RefusalException Of(int status, DiagnosticCode code, string message, string hint, int? retryAfter = null) =>
        new(status, Problem(code, message, hint)) { RetryAfter = retryAfter };

    private static Diagnostic Problem(DiagnosticCode code, string message, string hint) => new(code, DiagnosticSeverity.Error, message) { Hint = hint };
}
