namespace QapiGen.Qemu.Processes;

/// <summary>How a program was stopped.</summary>
/// <param name="Step">The step after which it ended.</param>
/// <param name="Exit">How it ended.</param>
public sealed record QemuStopResult(QemuStopStep Step, QemuExit Exit);
