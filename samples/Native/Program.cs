using System.Text.Json;
using Native;
using Strata;
using Strata.Binding;

await using var manager = new OverrideManager("overrides");
var configuration = await manager.LoadWithValidationAsync("shop");

// The secret within is a mask here, as in every output.
var shop = configuration.Get<ShopOptions>("shop", UnknownKeys.Reject);
Console.WriteLine(JsonSerializer.Serialize(shop, ShopJson.Default.ShopOptions));
Console.WriteLine(manager.GetDatabaseConfig().PostgreSql);

try
{
    configuration.Get<ShopOptions>("broken");
}
catch (ConfigurationBindingException exception)
{
    Console.WriteLine(exception.Message);
}
