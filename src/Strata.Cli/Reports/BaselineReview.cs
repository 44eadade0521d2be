using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Validation;

namespace Strata.Cli.Reports;

/// <summary>What the options of a run say about its baseline: which findings are known, and whether the file is written anew.</summary>
internal sealed class BaselineReview
{
    private readonly Invocation _invocation;
    private readonly string? _file;
    private readonly Baseline? _known;
    private readonly bool _isUpdate;
    private readonly bool _isWhole;

    /// <param name="invocation">The run.</param>
    /// <param name="file">The baseline that was named; null for none.</param>
    /// <param name="isUpdate">Whether it is to be written.</param>
    /// <param name="hasNames">Whether the run looks at some files or types only.</param>
    /// <exception cref="UsageException">The options contradict each other.</exception>
    /// <exception cref="RefusedException">The baseline cannot be used.</exception>
    public BaselineReview(Invocation invocation, string? file, bool isUpdate, bool hasNames)
    {
        if (isUpdate && file is null)
        {
            throw new UsageException("--update-baseline writes a baseline, and none is named", "name it: --baseline strata-baseline.json --update-baseline");
        }

        (_invocation, _file, _isUpdate) = (invocation, file, isUpdate);
        if (file is null)
        {
            return;
        }

        if (file.Length == 0)
        {
            throw new UsageException("--baseline takes the path of a file");
        }

        // Where a project says what it deploys, a choice of it is a part; elsewhere it is what is deployed.
        var matrix = MatrixRun.MatrixOf(invocation);
        if (isUpdate && (hasNames || matrix is { IsNarrowed: true, Node: not null }))
        {
            throw new UsageException(
                "--update-baseline would lose what is known of everything else",
                "leave out FILE and TYPE, and the options that choose a part of the project's matrix: all of it is looked at then");
        }

        _isWhole = !hasNames && !matrix.IsNarrowed;
        _known = Read(file);
    }

    /// <summary>Tells what is known from what is new, and writes the baseline where that was asked for.</summary>
    /// <exception cref="RefusedException">The baseline cannot be written.</exception>
    public ReviewedReport Of(MatrixReport report)
    {
        if (_file is null)
        {
            return new ReviewedReport([.. report.Findings.Select(static finding => new ReviewedFinding(finding, IsKnown: false))], report.Contexts, null);
        }

        var known = _known;
        if (_isUpdate && Baseline.IsComplete(report))
        {
            known = Baseline.Of(report, _file);
            Write(_file, known);
        }
        else if (_isUpdate)
        {
            _invocation.Note($"the baseline {_file} is left as it is: mend the errors first, for they hide what else there is");
        }

        return (known ?? Baseline.Of(new MatrixReport([], []), _file)).Review(report, _isWhole);
    }

    private Baseline? Read(string file)
    {
        // To be written for the first time. What is there and is no baseline is never written over.
        if (_isUpdate && !Path.Exists(file))
        {
            return null;
        }

        var diagnostics = new DiagnosticBag();
        if (BaselineReader.Read(file, diagnostics) is { } baseline)
        {
            return baseline;
        }

        var validation = new ValidationResult(diagnostics.ToSorted());
        _invocation.Report(validation);
        throw new RefusedException(ExitCode.Of(validation, strict: false));
    }

    private void Write(string file, Baseline baseline)
    {
        try
        {
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(BaselineFile.TextOf(baseline)));
        }
        catch (WriteFailedException exception)
        {
            _invocation.Host.WriteUsageError($"the baseline {file} cannot be written: {exception.Reason}", null);
            throw new RefusedException(ExitCode.Unreachable);
        }

        var count = baseline.Count;
        _invocation.Note(string.Create(CultureInfo.InvariantCulture, $"the baseline {file} holds {count} finding{(count == 1 ? "" : "s")} now"));
    }
}
