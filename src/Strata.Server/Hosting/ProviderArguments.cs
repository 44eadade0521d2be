using System.CommandLine;
using Strata.Server.Identity;

namespace Strata.Server.Hosting;

/// <summary>The options that name a provider of OpenID Connect elsewhere.</summary>
internal sealed class ProviderArguments
{
    private readonly Option<string?> _issuer = new("--oidc-issuer") { HelpName = "URL", Description = "Take the access tokens of this OpenID Connect provider, written as it calls itself (default: the server's own, once its store was closed by init)" };

    private readonly Option<string?> _audience = new("--oidc-audience") { HelpName = "NAME", Description = "What the provider's tokens must be for" };

    private readonly Option<string?> _client = new("--oidc-client") { HelpName = "ID", Description = "The provider's client that strata login is" };

    private readonly Option<string?> _groups = new("--oidc-groups-claim") { HelpName = "CLAIM", Description = "The claim with a caller's groups (default: groups)" };

    private readonly Option<string?> _name = new("--oidc-name-claim") { HelpName = "CLAIM", Description = "The claim with the name that grants are given to (default: sub)" };

    private readonly Option<string?> _type = new("--oidc-token-type") { HelpName = "TYPE", Description = "The type in the header of the provider's access tokens (default: at+jwt)" };

    private readonly Option<string[]> _strong = new("--oidc-strong-acr") { HelpName = "VALUE", Description = "What the claim acr says where a second factor was shown, beside amr with mfa, otp or hwk; repeatable" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_issuer, _audience, _client, _groups, _name, _type, _strong];

    /// <summary>The provider; null where none is named.</summary>
    /// <exception cref="SettingException">What is said of it makes no sense.</exception>
    public ExternalProvider? Read(ParseResult parsed)
    {
        if (ServerArguments.Given(parsed, _issuer) is not { } issuer)
        {
            return All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } stray
                ? throw new SettingException($"{stray.Name} is of a provider, and none is named", "write --oidc-issuer URL as well")
                : null;
        }

        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || address.Query.Length > 0 || address.Fragment.Length > 0 || address.UserInfo.Length > 0 || !ExternalKeys.IsTrustworthy(address))
        {
            throw new SettingException($"--oidc-issuer \"{issuer}\" is no issuer that can be trusted", "write its address of https; http is for the loopback address only");
        }

        var provider = new ExternalProvider(issuer, ServerArguments.Given(parsed, _audience) ?? throw new SettingException("--oidc-audience is missing", "name what the provider's tokens are for: --oidc-audience strata"))
        {
            Client = ServerArguments.Given(parsed, _client),
            StrongAcr = [.. parsed.GetValue(_strong) ?? []],
        };
        return provider with
        {
            GroupsClaim = ServerArguments.Given(parsed, _groups) ?? provider.GroupsClaim,
            NameClaim = ServerArguments.Given(parsed, _name) ?? provider.NameClaim,
            TokenType = ServerArguments.Given(parsed, _type) ?? provider.TokenType,
        };
    }
}
