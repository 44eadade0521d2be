using Strata.Values;

namespace Strata.Explanations;

/// <summary>How enumerations are spelled in outputs.</summary>
internal static class SourceNames
{
    public static string Of(VariableSource source) => source switch
    {
        VariableSource.Process => "process",
        VariableSource.EnvFile => "env-file",
        VariableSource.SetEnv => "set-env",
        VariableSource.Default => "default",
        VariableSource.Alternative => "alternative",
        VariableSource.Config => "config",
        VariableSource.File => "file",
        _ => "unset",
    };

    public static string Of(MergeEffect effect) => effect switch
    {
        MergeEffect.Set => "set",
        MergeEffect.Replace => "replace",
        MergeEffect.Merge => "merge",
        MergeEffect.Append => "append",
        MergeEffect.Prepend => "prepend",
        MergeEffect.Union => "union",
        _ => "unset",
    };
}
