using System.Runtime.InteropServices;
using System.Text;

namespace QapiGen.Runtime.Transport;

/// <summary>What stands at a path, links not followed: which file of which device, and of what kind. Linux only.</summary>
/// <remarks>Source: statx(2), whose structure is the same on all architectures; inode(7). Compiled into each package that asks, so that it is nobody's API.</remarks>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number, int Kind, uint User)
{
    private const int SocketKind = 0xC000;
    private const int FileKind = 0x8000;
    private const int FolderKind = 0x4000;
    private const int KindMask = 0xF000;
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint BasicFields = 0x7FF;
    private const int EmptyPath = 0x1000;

    /// <summary>Whether it is a Unix socket.</summary>
    public bool IsSocket => Kind == SocketKind;

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => Kind == FileKind;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Kind == FolderKind;

    /// <summary>Its kind in words.</summary>
    public string KindName => Kind switch
    {
        SocketKind => "a socket",
        0xA000 => "a symbolic link",
        FileKind => "a regular file",
        0x6000 or 0x2000 => "a device",
        FolderKind => "a folder",
        0x1000 => "a FIFO",
        _ => "something",
    };

    /// <summary>Asks what stands at a path; null if there is nothing, or it can't be seen.</summary>
    public static FileIdentity? Of(string path) => Ask(CurrentFolder, path, DoNotFollow);

    /// <summary>Asks what an open file is.</summary>
    public static FileIdentity? Of(SafeHandle handle)
    {
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            return Ask((int)handle.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            if (isHeld)
            {
                handle.DangerousRelease();
            }
        }
    }

    private static unsafe FileIdentity? Ask(int folder, string path, int flags)
    {
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        Status status = default;
        fixed (byte* first = name)
        {
            return GetStatus(folder, first, flags, BasicFields, &status) != 0
                ? null
                : new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Number, status.Mode & KindMask, status.User);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx")]
    private static unsafe partial int GetStatus(int folder, byte* path, int flags, uint fields, Status* status);

    /// <summary><c>struct statx</c>, as far as it is of interest.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
