using System.Collections;
using System.Runtime.InteropServices;

namespace Strata.Bench;

/// <summary>posix_spawn and wait4, because only wait4 tells the peak of one child.</summary>
internal static unsafe partial class ChildProcess
{
    // glibc and musl keep the structure below 128 bytes; it is opaque to callers.
    private const int SpawnActionsSize = 512;
    private const int StandardOutput = 1;
    private const int WriteOnly = 1;

    public static bool Run(string[] command, out ChildExit exit)
    {
        exit = default;
        var actions = stackalloc byte[SpawnActionsSize];
        if (SpawnActionsInitialize(actions) != 0
            || SpawnActionsAddOpen(actions, StandardOutput, "/dev/null", WriteOnly, 0) != 0
            || Spawn(out var child, command[0], actions, null, Vector(command), Vector(Variables())) != 0
            || Wait(child, out var status, 0, out var usage) != child)
        {
            return false;
        }

        var code = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        exit = new ChildExit(code, usage.CpuMicroseconds, usage.PeakKibibytes);
        return true;
    }

    /// <summary>The peak of this process since its exec, which getrusage would mix with its parent's.</summary>
    public static long OwnPeakKibibytes()
    {
        const string Field = "VmHWM:";
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Field.Length).Trim().TrimEnd(" kB"), null);
    }

    private static IEnumerable<string> Variables()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            yield return $"{variable.Key}={variable.Value}";
        }
    }

    // Never freed: this process spawns once.
    private static byte** Vector(IEnumerable<string> texts)
    {
        var pointers = texts.Select(Marshal.StringToCoTaskMemUTF8).Append(0).ToArray();
        var vector = (byte**)NativeMemory.Alloc((nuint)pointers.Length, (nuint)sizeof(byte*));
        for (var i = 0; i < pointers.Length; i++)
        {
            vector[i] = (byte*)pointers[i];
        }

        return vector;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int SpawnActionsInitialize(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnActionsAddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int child, string file, byte* actions, byte* attributes, byte** arguments, byte** variables);

    [LibraryImport("libc", EntryPoint = "wait4")]
    private static partial int Wait(int child, out int status, int options, out ResourceUsage usage);

    /// <summary>The kernel's <c>struct rusage</c> on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private readonly struct ResourceUsage
    {
        private readonly long _userSeconds;
        private readonly long _userMicroseconds;
        private readonly long _systemSeconds;
        private readonly long _systemMicroseconds;
        private readonly long _peak;

        public long CpuMicroseconds => ((_userSeconds + _systemSeconds) * 1_000_000) + _userMicroseconds + _systemMicroseconds;

        public long PeakKibibytes => _peak;
    }
}
