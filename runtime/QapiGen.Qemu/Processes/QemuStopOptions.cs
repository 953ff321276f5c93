using System;

namespace QapiGen.Qemu.Processes;

/// <summary>How long each step of stopping may take before the next one; <see cref="TimeSpan.Zero"/> leaves a step out. The last step is SIGKILL.</summary>
public sealed record QemuStopOptions
{
    /// <summary>Gentle: gives the guest a minute.</summary>
    public static QemuStopOptions Default { get; } = new();

    /// <summary>Doesn't ask the guest.</summary>
    public static QemuStopOptions Quick { get; } = new() { PowerDown = TimeSpan.Zero };

    /// <summary>For the guest to shut down. Left out where there is no guest.</summary>
    public TimeSpan PowerDown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For QEMU after <c>quit</c>.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For QEMU after SIGTERM. On Windows, which has no such thing, it is left out.</summary>
    public TimeSpan Terminate { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How a program was stopped.</summary>
/// <param name="Step">The step after which it ended.</param>
/// <param name="Exit">How it ended.</param>
public sealed record QemuStopResult(QemuStopStep Step, QemuExit Exit);

/// <summary>The steps by which a program is stopped, from gentle to rough.</summary>
public enum QemuStopStep
{
    /// <summary>None: it had ended already.</summary>
    None,

    /// <summary><c>system_powerdown</c>: the guest is asked to shut down.</summary>
    PowerDown,

    /// <summary><c>quit</c>: QEMU writes what is to be written and ends; to the guest it is as if the power went.</summary>
    Quit,

    /// <summary>SIGTERM, which QEMU takes like <c>quit</c>, even if its monitor answers no more.</summary>
    Terminate,

    /// <summary>SIGKILL; what QEMU hadn't written is lost.</summary>
    Kill,
}
