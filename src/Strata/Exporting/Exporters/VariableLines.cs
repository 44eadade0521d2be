using System.Text;
using Strata.Output;

namespace Strata.Exporting.Exporters;

/// <summary>Variables in lines of <c>NAME=value</c>, quoted as <see cref="EnvFormat"/> quotes.</summary>
internal static class VariableLines
{
    public static string Of(IEnumerable<ExportedVariable> variables, string before = "")
    {
        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        var format = new EnvFormat();
        foreach (var variable in variables)
        {
            output.Write(before);
            format.WriteLine(output, variable.Name, variable.Text);
        }

        output.Flush();
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
