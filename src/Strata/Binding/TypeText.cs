namespace Strata.Binding;

/// <summary>Types as messages name them.</summary>
internal static class TypeText
{
    /// <summary>The name as C# has it: <c>Dictionary&lt;String, Plan&gt;</c>.</summary>
    public static string Of(Type type)
    {
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }

        var arguments = type.GenericTypeArguments;
        var end = type.Name.IndexOf('`', StringComparison.Ordinal);
        return arguments.Length == 0 || end < 0 ? type.Name : $"{type.Name[..end]}<{string.Join(", ", arguments.Select(Of))}>";
    }
}
