using System;
using System.Threading;

namespace QapiGen.Qemu.Processes;

/// <summary>
/// How long each step of stopping may take before the next one, up to 24 days; <see cref="TimeSpan.Zero"/> leaves a step out,
/// <see cref="Timeout.InfiniteTimeSpan"/> waits without a limit. The last step is SIGKILL.
/// </summary>
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

    /// <summary>Says what can't be waited; null if everything can. To be asked before a step is taken: in the midst of them the program would be left.</summary>
    internal string? FindFault()
    {
        (string Name, TimeSpan Time)[] steps = [(nameof(PowerDown), PowerDown), (nameof(Quit), Quit), (nameof(Terminate), Terminate)];
        foreach ((string name, TimeSpan time) in steps)
        {
            if (time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time.TotalMilliseconds > int.MaxValue))
            {
                return $"{name} is {time}: it has to be at least nothing and at most 24 days, or infinite";
            }
        }

        return null;
    }
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
