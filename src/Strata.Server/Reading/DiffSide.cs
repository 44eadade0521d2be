using Microsoft.Extensions.Primitives;
using Strata.Server.Spaces;

namespace Strata.Server.Reading;

/// <summary>One side of a comparison: <c>TYPE[,environment=E][,tenant=T][,context=C][,fact.K=V][,revision=N]</c>. Immutable.</summary>
/// <param name="Query">What is resolved.</param>
/// <param name="Address">The parameters, of which the revision is one.</param>
internal sealed record DiffSide(ResolutionQuery Query, IQueryCollection Address)
{
    /// <exception cref="RefusalException">The text is no side.</exception>
    public static DiffSide Read(string name, string text)
    {
        var parts = text.Split(',');
        if (parts[0].Length == 0)
        {
            throw Refusal.BadRequest($"\"{name}\" names no type", $"write {name}=TYPE,environment=production");
        }

        var parameters = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw Refusal.BadRequest($"\"{part}\" of \"{name}\" is not understood", "write environment=E, tenant=T, context=C, fact.K=V or revision=N");
            }

            var key = part[..equals] == "env" ? "environment" : part[..equals];
            parameters[key] = StringValues.Concat(parameters.GetValueOrDefault(key), part[(equals + 1)..]);
        }

        return new DiffSide(ResolutionQuery.Read(parts[0], parameters), new QueryCollection(parameters));
    }
}
