using System;
using System.IO;
using System.Linq;
using System.Text;
using QapiGen.TestSupport;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>The Linux guest that <c>tests/guest-linux/get</c> puts together: kernel, busybox and guest agent, booted from memory.</summary>
internal static class GuestLinux
{
    private static readonly string Folder = RepositoryPaths.Get("artifacts", "guest-linux");

    /// <summary>Why it can't be booted; null if it can.</summary>
    public static string? SkipReason =>
        !File.Exists(Kernel) ? "there is no Linux guest: see tests/guest-linux" : null;

    private static string Kernel => Path.Combine(Folder, "vmlinuz");

    /// <summary>Arguments of a machine that boots it. Writes its initial RAM disk.</summary>
    public static string[] Arguments(string disk)
    {
        using (FileStream output = File.Create(disk))
        {
            WriteArchive(output);
        }

        return
        [
            "-machine", "pc", "-accel", "tcg", "-m", "256", "-nodefaults", "-display", "none",
            "-kernel", Kernel, "-initrd", disk, "-append", "console=ttyS0 quiet panic=-1 mitigations=off",
        ];
    }

    /// <summary>Writes its files in the form that the kernel takes: cpio with headers of hexadecimal text (Documentation/driver-api/early-userspace/buffer-format.rst of Linux).</summary>
    private static void WriteArchive(Stream output)
    {
        string root = Path.Combine(Folder, "root");
        int number = 1;
        foreach (string path in Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            bool isFolder = Directory.Exists(path);
            Write(output, number++, isFolder ? 0x41ED : 0x81ED, Path.GetRelativePath(root, path), isFolder ? [] : File.ReadAllBytes(path));
        }

        Write(output, number, 0, "TRAILER!!!", []);
    }

    private static void Write(Stream output, int number, int mode, string name, byte[] data)
    {
        int[] fields = [number, mode, 0, 0, 1, 0, data.Length, 0, 0, 0, 0, name.Length + 1, 0];
        output.Write(Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(static field => field.ToString("X8", null))) + name + "\0"));
        Pad(output);
        output.Write(data);
        Pad(output);
    }

    private static void Pad(Stream output) => output.Write(new byte[(4 - (output.Position % 4)) % 4]);
}
