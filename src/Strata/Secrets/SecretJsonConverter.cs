using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Values;

namespace Strata.Secrets;

/// <summary>Writes secrets as a mask, and reads none: a mask that comes back is no secret.</summary>
internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is not read from JSON: it is written there as a mask.");

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(SecretText.Mask);
}
