namespace Strata.Projects;

/// <summary>What a user chose for one run, which wins over the axes of a matrix. Immutable.</summary>
/// <param name="Environment">The environment; null where none was chosen.</param>
/// <param name="Tenant">The tenant; null where none was chosen.</param>
/// <param name="HasTags">Whether context tags were.</param>
/// <param name="AppVersion">The application's version; null where none was chosen.</param>
internal sealed record ChosenAxes(string? Environment, string? Tenant, bool HasTags, string? AppVersion)
{
    /// <summary>The part of a matrix that lies in what was chosen. The context that the matrix varies says what that is.</summary>
    public ProjectMatrix Of(ProjectMatrix matrix) => matrix with
    {
        IsNarrowed = Environment is not null || Tenant is not null || HasTags || AppVersion is not null,
        Environments = Environment is null ? matrix.Environments : null,
        Tenants = Tenant is null ? matrix.Tenants : [new Named(Tenant)],
        Contexts = HasTags ? null : matrix.Contexts,
        AppVersions = AppVersion is null ? matrix.AppVersions : null,
        Includes = [.. matrix.Includes.Where(IsMeant).Select(single => single with { Contexts = HasTags ? null : single.Contexts })],
    };

    private bool IsMeant(SingleContext single) =>
        (Environment is null || single.Environment is not { } environment || environment.Text == Environment)
        && (Tenant is null || single.Tenant is not { } tenant || tenant.Text == Tenant)
        && (AppVersion is null || single.AppVersion is null || single.AppVersion == AppVersion);
}
