using System.Runtime.InteropServices;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>
/// systemd's own reader of environment files. No program of it reads one without being the first process of a machine, but its programs share
/// the reader in a library.
/// </summary>
internal static unsafe class SystemdLibrary
{
    /// <summary>Skips the test where systemd is not there.</summary>
    public static void Need() => Assert.SkipUnless(OperatingSystem.IsLinux() && Find() is not null, "systemd's library is not installed.");

    /// <summary>The variables of a file.</summary>
    public static Dictionary<string, string> ReadEnvironmentFile(string path)
    {
        var library = NativeLibrary.Load(Find()!);
        var system = NativeLibrary.GetMainProgramHandle();
        var open = (delegate* unmanaged<byte*, byte*, nint>)NativeLibrary.GetExport(system, "fopen");
        var close = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(system, "fclose");
        var read = (delegate* unmanaged<nint, byte*, byte***, int>)NativeLibrary.GetExport(library, "load_env_file");
        var name = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            nint file;
            fixed (byte* mode = "r\0"u8)
            {
                file = open(name, mode);
            }

            byte** lines = null;
            var result = read(file, name, &lines);
            close(file);
            Assert.Equal(0, result);
            var variables = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var line = lines; line is not null && *line is not null; line++)
            {
                var pair = Marshal.PtrToStringUTF8((nint)(*line))!.Split('=', 2);
                variables.Add(pair[0], pair[1]);
            }

            return variables;
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)name);
        }
    }

    private static string? Find() => new[] { "/usr/lib/x86_64-linux-gnu/systemd", "/usr/lib/aarch64-linux-gnu/systemd", "/usr/lib/systemd", "/lib/systemd" }
        .Where(Directory.Exists)
        .SelectMany(static folder => Directory.EnumerateFiles(folder, "libsystemd-shared-*.so"))
        .FirstOrDefault();
}
