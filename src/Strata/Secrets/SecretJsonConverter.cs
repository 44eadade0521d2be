using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Strata.Values;

namespace Strata.Secrets;

/// <summary>
/// Writes secrets as a mask, and reads none: a mask that comes back is no secret. Public for the code that the compiler writes for a
/// <c>JsonSerializerContext</c>, and not for use.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SecretJsonConverter : JsonConverter<Secret>
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is not read from JSON: it is written there as a mask.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(SecretText.Mask);
    }
}
