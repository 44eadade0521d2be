namespace Strata.Mocks;

/// <summary>A route with all that answers it.</summary>
internal sealed record PlannedRoute(MockRoute Route, MockedServer Service, RoutePattern Pattern, MockTemplate? Template);
