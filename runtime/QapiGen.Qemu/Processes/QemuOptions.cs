using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QapiGen.Runtime.Client;

namespace QapiGen.Qemu.Processes;

/// <summary>What to start, and how. Not changed after the start.</summary>
public sealed class QemuOptions
{
    /// <summary>The program: <c>qemu-system-x86_64</c>, <c>qemu-storage-daemon</c>; a name on the search path, or a path.</summary>
    public required string Program { get; init; }

    /// <summary>
    /// Its arguments, one option or value each, as on a command line but without quotes. Monitors of the helper's own come after them. Values
    /// from generated types: <see cref="CommandLine.QemuArguments"/>.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Which command line the program understands; null to tell by its name.</summary>
    public QemuProgramKind? Kind { get; init; }

    /// <summary>
    /// Whether the program shall end when this process does, however that ends. A shell (<c>sh</c>) beside the program sees to that: SIGTERM, five
    /// seconds later SIGKILL, and <see cref="QemuProcess.Folder"/> is removed. Where there is no shell it is QEMU's own <c>exit-with-parent</c>, which
    /// came with 10.2 and does nothing while the main loop is blocked; where there is neither only <see cref="QemuProcess.DisposeAsync"/> ends it.
    /// </summary>
    public bool ExitWithParent { get; init; } = true;

    /// <summary>How long it may take until both sides have negotiated, up to 24 days. 30 seconds unless set.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the guest gets a port for <c>qemu-ga</c>, see <see cref="QemuProcess.ConnectGuestAgentAsync"/>. Only for emulators with PCI.</summary>
    public bool GuestAgent { get; init; }

    /// <summary>Whether a serial port is taken, see <see cref="QemuProcess.Console"/>: the first one, unless <see cref="Arguments"/> have <c>-serial</c>. Only for emulators.</summary>
    public bool SerialConsole { get; init; }

    /// <summary>A file that QEMU writes everything to that the serial port puts out, from the first byte; null for none. Replaced if it exists. Only with <see cref="SerialConsole"/>.</summary>
    public string? ConsoleLogFile { get; init; }

    /// <summary>Folder in which the program starts; null for this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment variables that differ from this process's; null as a value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where the private folder with the sockets is made, a folder that there is; null for the system's folder for temporary files. Short: a socket's path has 107 bytes at most.</summary>
    public string? FolderParent { get; init; }

    /// <summary>Bytes of the program's last output that are kept, standard output and error together. 64 KiB unless set.</summary>
    public int KeptOutputBytes { get; init; } = 64 * 1024;

    /// <summary>Gets each line of output as it comes, on a thread of the pool, and must not block it; null for nobody.</summary>
    public Action<string>? OnOutput { get; init; }

    /// <summary>How the client behaves; null for the defaults.</summary>
    public QmpClientOptions? Client { get; init; }

    /// <summary>How <see cref="QemuProcess.DisposeAsync"/> stops a program that still runs.</summary>
    public QemuStopOptions StopOnDispose { get; init; } = QemuStopOptions.Quick;

    /// <summary>Where the helper logs, and every message of its clients where <see cref="Runtime.Tracing.QmpWireLog.Category"/> is at trace.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Refuses what can't be started as it is said, before anything is.</summary>
    /// <exception cref="QemuStartException">Says which property, and what would be right.</exception>
    internal void Check()
    {
        QemuCommandLine.Check(Arguments, Kind ?? ProgramFile.KindOf(Program));
        if (StartTimeout <= TimeSpan.Zero || StartTimeout.TotalMilliseconds > int.MaxValue)
        {
            throw new QemuStartException($"StartTimeout is {StartTimeout}: it has to be more than nothing, and at most 24 days");
        }

        if (StopOnDispose.FindFault() is { } fault)
        {
            throw new QemuStartException($"StopOnDispose.{fault}");
        }

        if ((Kind ?? ProgramFile.KindOf(Program)) == QemuProgramKind.StorageDaemon && (SerialConsole || GuestAgent))
        {
            throw new QemuStartException($"'{Program}' is a storage daemon and has no guest: SerialConsole and GuestAgent are for emulators");
        }

        if (ConsoleLogFile is not null && !SerialConsole)
        {
            throw new QemuStartException("ConsoleLogFile is what the serial port puts out: set SerialConsole");
        }

        // The system would name the program, or the shell beside it.
        if (WorkingDirectory is { } folder && !Directory.Exists(folder))
        {
            throw new QemuStartException($"There is no folder '{folder}' for '{Program}' to start in (WorkingDirectory)");
        }
    }
}
