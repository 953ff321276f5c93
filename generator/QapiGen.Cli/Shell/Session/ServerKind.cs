namespace QapiGen.Cli.Shell.Session;

/// <summary>What kind of server the shell talks to.</summary>
internal enum ServerKind
{
    /// <summary>QEMU, its storage daemon, or another server that greets (QMP spec 6).</summary>
    Qmp,

    /// <summary>QEMU's guest agent (QMP spec 17).</summary>
    GuestAgent,
}
