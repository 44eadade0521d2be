using System.Runtime.InteropServices;
using System.Text;

namespace Strata.Tests.Live;

/// <summary>
/// A volume of a ConfigMap as the kubelet writes it: the files stand in a directory named by the time, <c>..data</c> is a link to that, what
/// is to be seen are links into <c>..data</c>, and a new version comes by renaming another link over <c>..data</c>.
/// </summary>
internal sealed class ConfigMapMount(string path)
{
    private int _version;
    private string? _before;

    public void Publish(params (string Name, string Text)[] files)
    {
        var version = $"..2026_07_01_12_00_0{_version++}.123456789";
        foreach (var (name, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, version, name))!);
            File.WriteAllText(Path.Combine(path, version, name), text);
        }

        File.CreateSymbolicLink(Path.Combine(path, "..data_tmp"), version);
        Assert.Equal(0, Rename(Encoding.UTF8.GetBytes(Path.Combine(path, "..data_tmp\0")), Encoding.UTF8.GetBytes(Path.Combine(path, "..data\0"))));
        var visible = files.Select(static file => file.Name.Split('/')[0]).Distinct().ToArray();
        foreach (var name in visible.Where(name => !Path.Exists(Path.Combine(path, name))))
        {
            File.CreateSymbolicLink(Path.Combine(path, name), Path.Combine("..data", name));
        }

        foreach (var entry in new DirectoryInfo(path).GetFileSystemInfos().Where(entry => !entry.Name.StartsWith("..", StringComparison.Ordinal) && !visible.Contains(entry.Name)))
        {
            entry.Delete();
        }

        if (_before is not null)
        {
            Directory.Delete(Path.Combine(path, _before), recursive: true);
        }

        _before = version;
    }

    // The framework moves no link that leads to a directory over another.
    [DllImport("libc", EntryPoint = "rename")]
    private static extern int Rename(byte[] from, byte[] to);
}
