namespace QapiGen.Qemu.Processes;

/// <summary>Which command line a program understands.</summary>
public enum QemuProgramKind
{
    /// <summary>An emulator, <c>qemu-system-*</c>.</summary>
    Emulator,

    /// <summary><c>qemu-storage-daemon</c>.</summary>
    StorageDaemon,
}
