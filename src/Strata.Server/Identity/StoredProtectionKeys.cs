using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace Strata.Server.Identity;

/// <summary>Keeps the keys of cookies and forms in the store, so that what one replica wrote another reads.</summary>
internal sealed class StoredProtectionKeys(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<IdentityDatabase>().ProtectionKeys.AsNoTracking().OrderBy(static key => key.Name).Select(static key => key.Xml).ToList();
        return [.. keys.Select(static xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var database = scope.ServiceProvider.GetRequiredService<IdentityDatabase>();
        database.ProtectionKeys.Add(new ProtectionKey { Name = $"{friendlyName}-{Guid.NewGuid().ToString("N")}", Xml = element.ToString(SaveOptions.DisableFormatting) });
        database.SaveChanges();
    }
}
