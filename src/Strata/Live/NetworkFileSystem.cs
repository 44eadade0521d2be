using System.Collections.Frozen;

namespace Strata.Live;

/// <summary>The file systems on which the system tells only of what this machine does itself, and not of what others do.</summary>
internal static class NetworkFileSystem
{
    // As Linux names them. What a program serves (FUSE) most often stands elsewhere too; "fuseblk" is a local disk.
    private static readonly FrozenSet<string> Formats = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs",
        "shfs", "smb", "smb2", "smb3", "smbfs", "sshfs", "vboxsf", "virtiofs", "vmhgfs", "webdav");

    /// <summary>Whether a directory stands on such a file system. Where that cannot be told, false.</summary>
    public static bool Holds(string directory)
    {
        try
        {
            // Windows asks for the drive; elsewhere any path is one.
            var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(directory)! : directory);
            return drive.DriveType == DriveType.Network || Names(drive.DriveFormat);
        }
        catch (ArgumentException)
        {
            // \\server\share has no letter.
            return directory.StartsWith(@"\\", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether a format is that of such a file system: <c>nfs4</c>, or <c>fuse.sshfs</c>.</summary>
    public static bool Names(string format) => Formats.Contains(format) || format.StartsWith("fuse.", StringComparison.OrdinalIgnoreCase);
}
