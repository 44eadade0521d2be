using System.Text;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Exporting;

/// <summary>One export: the configuration as it may be written, and where files and problems go. For one thread.</summary>
public sealed class ExportContext
{
    private readonly DiagnosticBag _diagnostics = new();
    private readonly List<ExportedFile> _files = [];
    private readonly List<ExportSection> _sections = [];
    private bool _isWhole;

    internal ExportContext(ResolvedConfiguration configuration, bool revealsSecrets)
    {
        Configuration = configuration;
        RevealsSecrets = revealsSecrets;
        Secrets = configuration.Sensitivity.Root;
    }

    /// <summary>The configuration, secrets in clear. Written are the values that the context and its sections give.</summary>
    public ResolvedConfiguration Configuration { get; }

    /// <summary>Whether secrets are written in clear. Otherwise each is <c>********</c>.</summary>
    public bool RevealsSecrets { get; }

    /// <summary>The whole configuration as it may be written.</summary>
    public MappingNode Root => RevealsSecrets ? Configuration.Root : (MappingNode)MaskedTree.Of(Configuration.Root, Whole);

    /// <summary>What of the whole configuration is secret: for who writes all of it.</summary>
    internal Sensitivity.Cursor Whole
    {
        get
        {
            _isWhole = true;
            return Secrets;
        }
    }

    private Sensitivity.Cursor Secrets { get; }

    internal DiagnosticBag Diagnostics => _diagnostics;

    /// <summary>How many values were masked.</summary>
    internal int Masked { get; set; }

    /// <summary>
    /// A section, to be read key by key. What was not read of it when the export ends, and not skipped, is told of as lost (STR8020).
    /// </summary>
    /// <param name="path">The path: <c>database.redis</c>.</param>
    /// <returns>The section; an empty one where there is nothing at the path.</returns>
    /// <exception cref="FormatException">The text is no path.</exception>
    public ExportSection Section(string path)
    {
        var section = SectionAt(path);
        _sections.Add(section);
        return section;
    }

    /// <summary>A section that must be there. Where it is not, that is an error, and null is given.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="FormatException">The text is no path.</exception>
    public ExportSection? Required(string path)
    {
        var section = Section(path);
        if (section.Exists)
        {
            return section;
        }

        if (_diagnostics.HasErrors)
        {
            return null;
        }

        _diagnostics.Add(new Diagnostic(DiagnosticCode.UnknownPath, DiagnosticSeverity.Error, $"there is no section \"{path}\" to export")
        {
            Path = section.Path,
            Hint = $"add {path} to an override of {Configuration.Context.Type}",
        });
        return null;
    }

    /// <summary>A section that is looked at beside the exported ones: what is not read of it is nobody's loss.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="FormatException">The text is no path.</exception>
    public ExportSection Peek(string path) => SectionAt(path);

    /// <summary>
    /// The whole configuration as environment variables, in the names of <c>-o env</c>. Two values of one name are an error (STR8006), and then
    /// there are none.
    /// </summary>
    public IReadOnlyList<ExportedVariable> Variables()
    {
        var leaves = LeafWriter.Read(new EnvFormat(), Configuration.Root, Secrets, RevealsSecrets, _diagnostics);
        Masked += RevealsSecrets ? 0 : leaves.Count(static leaf => leaf is { IsSecret: true, Text.Length: > 0 });
        return [.. leaves.Select(static leaf => new ExportedVariable(leaf.Name, leaf.Text, leaf.IsSecret, leaf.Path))];
    }

    /// <summary>Adds a file.</summary>
    /// <param name="name">Its name, relative, with <c>/</c> between directories.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="holdsSecrets">Whether values that are secret stand in it.</param>
    /// <exception cref="ArgumentException">The name leads out of the export's directory, or there is a file of this name already.</exception>
    public void Add(string name, string text, bool holdsSecrets = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(text);
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Any(static part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"\"{name}\" is no relative name of a file.", nameof(name));
        }

        if (_files.Exists(file => file.Name == name))
        {
            throw new ArgumentException($"There is a file \"{name}\" already.", nameof(name));
        }

        _files.Add(new ExportedFile(name, text, holdsSecrets && RevealsSecrets));
    }

    /// <summary>Adds a file in YAML, of one document or several.</summary>
    internal void AddYaml(string name, bool holdsSecrets, params ReadOnlySpan<MappingNode> documents)
    {
        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        for (var i = 0; i < documents.Length; i++)
        {
            output.Write(i > 0 ? "---\n" : "");
            YamlWriter.Write(documents[i], default, output);
        }

        output.Flush();
        Add(name, Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length), holdsSecrets);
    }

    /// <summary>Adds a file in JSON.</summary>
    internal void AddJson(string name, bool holdsSecrets, ConfigNode document)
    {
        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        JsonWriter.Write(document, default, output);
        output.Flush();
        Add(name, Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length), holdsSecrets);
    }

    /// <summary>Tells of something that the other system cannot hold, or holds otherwise (STR8020).</summary>
    /// <param name="path">The value.</param>
    /// <param name="message">What is lost, without the value.</param>
    /// <param name="hint">What to do about it.</param>
    public void Warn(ConfigPath path, string message, string? hint = null) => Report(path, DiagnosticCode.LostInExport, DiagnosticSeverity.Warning, message, hint);

    /// <summary>Tells of something that cannot be exported (STR8021): no file is written then.</summary>
    /// <param name="path">The value.</param>
    /// <param name="message">What is wrong with it, without the value.</param>
    /// <param name="hint">What to do about it.</param>
    public void Fail(ConfigPath path, string message, string? hint = null) => Report(path, DiagnosticCode.CannotBeExported, DiagnosticSeverity.Error, message, hint);

    /// <summary>What came of it.</summary>
    internal ConfigurationExport Finish(string exporter)
    {
        foreach (var section in _sections)
        {
            section.ReportUnread(exporter);
        }

        var masked = _isWhole && !RevealsSecrets ? Configuration.Leaves().Count(IsMasked) : Masked;
        if (masked > 0 && !_diagnostics.HasErrors)
        {
            _diagnostics.Add(new Diagnostic(DiagnosticCode.MaskedInExport, DiagnosticSeverity.Suggestion, $"{masked} secret {(masked == 1 ? "value is" : "values are")} masked in what was exported")
            {
                Hint = "--reveal writes them; keep what is written then where only its reader can read it",
            });
        }

        return new ConfigurationExport([.. _files], new ValidationResult(_diagnostics.ToSorted()));
    }

    private static bool IsMasked(LeafOrigin leaf) => leaf.Value is ScalarNode { IsNull: false, Text.Length: > 0 } scalar && !ReferenceEquals(leaf.Text, scalar.Text) && leaf.Text.Contains(SecretText.Mask, StringComparison.Ordinal);

    private ExportSection SectionAt(string path)
    {
        var parsed = ConfigPath.Parse(path);
        var node = parsed.Find(Configuration.Root);
        if (node is not (null or MappingNode or ScalarNode { IsNull: true }))
        {
            Fail(parsed, $"{parsed} must be a mapping");
            node = null;
        }

        return new ExportSection(this, parsed, node, Configuration.CursorAt(parsed));
    }

    private void Report(ConfigPath path, DiagnosticCode code, DiagnosticSeverity severity, string message, string? hint)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(message);
        var node = path.Find(Configuration.Root);
        var diagnostic = node is null ? new Diagnostic(code, severity, message) : Diagnostic.At(node, code, severity, message);
        _diagnostics.Add(diagnostic with { Path = path, Hint = hint, IsSensitive = diagnostic.IsSensitive || Configuration.Sensitivity.Covers(path) });
    }
}
