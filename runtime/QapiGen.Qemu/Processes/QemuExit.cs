using System.Globalization;

namespace QapiGen.Qemu.Processes;

/// <summary>How a program ended.</summary>
public sealed record QemuExit
{
    /// <summary>Its exit code; null where a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it, 9 for SIGKILL; null where it ended by itself. On Windows always null.</summary>
    public int? Signal { get; init; }

    /// <summary>
    /// QEMU's reason (<c>ShutdownCause</c> of the event SHUTDOWN): <c>host-qmp-quit</c>, <c>host-signal</c>, <c>guest-shutdown</c>,
    /// <c>guest-panic</c> …; null where it said none, which is so after a crash, and with the storage daemon.
    /// </summary>
    public string? ShutdownReason { get; init; }

    /// <summary>Whether the guest caused the end; null where QEMU said nothing.</summary>
    public bool? ByGuest { get; init; }

    /// <summary>The step of <see cref="QemuProcess.StopAsync"/> that had been taken last; <see cref="QemuStopStep.None"/> where nobody asked for the end.</summary>
    public QemuStopStep RequestedBy { get; init; }

    /// <summary>The program's last output.</summary>
    public string Output { get; init; } = string.Empty;

    /// <summary>Whether the program itself says that all is well: exit code 0.</summary>
    public bool IsClean => ExitCode == 0;

    /// <summary>In a few words: <c>exit code 0, guest-shutdown</c>.</summary>
    public override string ToString()
    {
        string how = Signal is { } signal
            ? string.Create(CultureInfo.InvariantCulture, $"killed by signal {signal}")
            : string.Create(CultureInfo.InvariantCulture, $"exit code {ExitCode}");
        return ShutdownReason is null ? how : $"{how}, {ShutdownReason}";
    }
}
