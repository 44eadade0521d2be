namespace Strata.Secrets.Sops;

/// <summary>The formats that SOPS files are read and written in here.</summary>
internal enum SopsFormat
{
    /// <summary>YAML, of one document or several; the metadata is the mapping <c>sops</c> of the first.</summary>
    Yaml,

    /// <summary>JSON; the metadata is the object <c>sops</c>.</summary>
    Json,

    /// <summary>Lines <c>KEY=value</c>; the metadata is what begins with <c>sops_</c>.</summary>
    Dotenv,
}
