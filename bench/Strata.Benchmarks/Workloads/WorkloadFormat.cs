namespace Strata.Benchmarks.Workloads;

internal enum WorkloadFormat
{
    Yaml,
    Json,
}

internal static class WorkloadFormatExtension
{
    public static string Extension(this WorkloadFormat format) => format == WorkloadFormat.Yaml ? "yml" : "json";
}
