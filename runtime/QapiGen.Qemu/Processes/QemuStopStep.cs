namespace QapiGen.Qemu.Processes;

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
