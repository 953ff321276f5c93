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
