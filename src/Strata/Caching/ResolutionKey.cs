using Strata.Selection;

namespace Strata.Caching;

/// <summary>The key of what is known about files, a context and options together, before anything of what else counts is.</summary>
internal static class ResolutionKey
{
    // Another build may resolve otherwise, and write otherwise.
    private static readonly Fingerprint Build = new ByteText().Add(typeof(ResolutionKey).Module.ModuleVersionId.ToString()).ToFingerprint();

    /// <summary>The key of a directory's index.</summary>
    public static Fingerprint OfIndex(string root) => new ByteText().Add(Build).Add(root).ToFingerprint();

    /// <summary>The key of the input names of a resolution: of all of the context but the instant, the machine and the variables, of which it need not look at any.</summary>
    /// <param name="directory">The directory as it was named: its files are shown so, unless the options say otherwise.</param>
    /// <param name="files">The fingerprint of its files.</param>
    /// <param name="context">The context.</param>
    /// <param name="options">The options.</param>
    public static Fingerprint OfRecipe(string directory, in Fingerprint files, ResolutionContext context, ResolutionOptions options)
    {
        var text = new ByteText().Add(Build).Add(directory).Add(files)
            .Add(context.Type).Add(context.Environment).Add(context.EffectiveContexts).Add(context.Tenant)
            .Add(context.OperatingSystem).Add(context.AppVersion).Add(context.IgnoreConditions).Add(context.Facts.Count);
        foreach (var (name, value) in context.Facts)
        {
            text.Add(name).Add(value);
        }

        text.Add(options.AllowUnset).Add(options.AllowLocked).Add(options.IsStrict).Add(options.Pins.Count);
        foreach (var (name, code) in options.Pins)
        {
            text.Add(name).Add(code);
        }

        return text.Add(options.IncludeDirectories).Add(options.Schemas).Add(options.Assignments)
            .Add(options.Limits.MaxFileBytes).Add(options.Limits.MaxDepth).Add(options.Limits.MaxNodes)
            .Add(options.ShownDirectory)
            .ToFingerprint();
    }
}
