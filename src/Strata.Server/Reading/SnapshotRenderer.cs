using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Strata.Diagnostics;
using Strata.Exporting;
using Strata.Server.Contents;
using Strata.Server.Spaces;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Server.Reading;

/// <summary>Makes bytes of a content and a question: always the same of the same.</summary>
internal static class SnapshotRenderer
{
    /// <summary>The format whose bytes a configuration is known by.</summary>
    public const string CanonicalFormat = "json";

    /// <summary>Resolves and writes. The key says all that the bytes depend on.</summary>
    /// <exception cref="RefusalException">The configuration is invalid here, or the format cannot say it.</exception>
    public static RenderedSnapshot Render(ResolvableContent content, ResolutionQuery query, DateTimeOffset now, string format, string key)
    {
        var configuration = Resolve(content, query, now);
        if (query.Reveals)
        {
            configuration = LimitedConfiguration.Mask(configuration, query.Revealed);
        }

        var canonical = Write(configuration, CanonicalFormat, query.Reveals);
        var hash = SpaceContent.HashOf(canonical.Body);
        var (body, contentType) = format == CanonicalFormat ? canonical : Write(configuration, format, query.Reveals);
        return new RenderedSnapshot(body, contentType, hash, format, configuration.Validation.Warnings.Length, key);
    }

    /// <summary>Resolves a question, to what whoever asks may see.</summary>
    /// <exception cref="RefusalException">The configuration is invalid here.</exception>
    public static ResolvedConfiguration Resolve(ResolvableContent content, ResolutionQuery query, DateTimeOffset now) =>
        LimitedConfiguration.Cut(ResolveWhole(content, query, now), query.Visible);

    /// <summary>Resolves a question, to everything that there is: for whoever looks at values of it that the caller may see.</summary>
    /// <exception cref="RefusalException">The configuration is invalid here.</exception>
    public static ResolvedConfiguration ResolveWhole(ResolvableContent content, ResolutionQuery query, DateTimeOffset now)
    {
        var outcome = content.Resolve(query.ContextOf(content, now), query.AllowsUnset);
        if (outcome.Configuration is not { } configuration || (query.Reveals && IsLocked(outcome.Validation)))
        {
            // What is wrong may be wrong with values that the caller may not know of.
            if (!query.Visible.IsAll)
            {
                throw Refusal.Invalid(new ValidationResult([]));
            }

            throw outcome.Validation.Errors.All(static error => error.Code == DiagnosticCode.UnknownType || error.Code == DiagnosticCode.AllLeftOut) && !outcome.Validation.IsValid
                ? new RefusalException(404, outcome.Validation.Errors[0]) { Validation = outcome.Validation }
                : Refusal.Invalid(Graver(outcome.Validation));
        }

        // Before any of it is written: a few kilobytes of aliases can stand for more than there is memory.
        return LengthOf(configuration.Root) <= ContentLimits.MostAnswerBytes ? configuration : throw Refusal.AnswerTooLarge();
    }

    // The characters of all keys and values, which no format writes fewer bytes for; counted until they are too many.
    private static long LengthOf(ConfigNode node)
    {
        long length = 0;
        switch (node)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    length += entry.Key.Length + LengthOf(entry.Value);
                    if (length > ContentLimits.MostAnswerBytes)
                    {
                        break;
                    }
                }

                break;
            case SequenceNode list:
                foreach (var item in list.Items)
                {
                    length += LengthOf(item);
                    if (length > ContentLimits.MostAnswerBytes)
                    {
                        break;
                    }
                }

                break;
            case ScalarNode scalar:
                length = scalar.Text.Length;
                break;
        }

        return length;
    }

    // What stays encrypted is no value that anybody could use.
    private static bool IsLocked(ValidationResult validation) => validation.Diagnostics.Any(static diagnostic => diagnostic.Code == DiagnosticCode.LockedOverride);

    private static ValidationResult Graver(ValidationResult validation) => new([.. validation.Diagnostics.Select(static diagnostic =>
        diagnostic.Code == DiagnosticCode.LockedOverride ? diagnostic with { Severity = DiagnosticSeverity.Error } : diagnostic)]);

    private static (byte[] Body, string ContentType) Write(ResolvedConfiguration configuration, string format, bool reveals)
    {
        if (!ConfigurationExporters.TryGet(format, out var exporter))
        {
            throw Refusal.BadRequest($"the format \"{format}\" is unknown", $"known are {string.Join(", ", ConfigurationExporters.All.Select(static known => known.Name))}");
        }

        var export = configuration.Export(exporter, reveals);
        if (!export.Validation.IsValid)
        {
            throw Refusal.Invalid(export.Validation);
        }

        var (body, contentType) = export.Files is [var single]
            ? (Encoding.UTF8.GetBytes(single.Text), ContentTypeOf(format, single.Name))
            : (Archive(export.Files), "application/zip");
        return body.LongLength <= ContentLimits.MostAnswerBytes ? (body, contentType) : throw Refusal.AnswerTooLarge();
    }

    private static byte[] Archive(ImmutableArray<ExportedFile> files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var entry = archive.CreateEntry(file.Name);
                // The time of the writing would make other bytes of the same files.
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var writer = entry.Open();
                writer.Write(Encoding.UTF8.GetBytes(file.Text));
            }
        }

        return stream.ToArray();
    }

    private static string ContentTypeOf(string format, string file) => (format, Path.GetExtension(file)) switch
    {
        ("yaml", _) or (_, ".yml" or ".yaml") => "application/yaml; charset=utf-8",
        ("json", _) or (_, ".json") => "application/json; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
}
