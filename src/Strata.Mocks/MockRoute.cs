namespace Strata.Mocks;

/// <summary>A route that is mocked. Immutable.</summary>
/// <param name="Service">The service that it belongs to.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path; <c>{name}</c> is one segment, or a part of one.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Template">The file that the body is made from; null for an empty body.</param>
public sealed record MockRoute(string Service, string Method, string Path, int Status, string? Template);
