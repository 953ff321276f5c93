using System;
using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Qemu.Processes;

/// <summary>Puts the helper's own options behind the caller's.</summary>
internal static class QemuCommandLine
{
    /// <summary>Socket of the client's monitor.</summary>
    public const string ClientSocket = "qmp.sock";

    /// <summary>Socket of the helper's own monitor.</summary>
    public const string MonitorSocket = "monitor.sock";

    /// <summary>Socket of the serial port.</summary>
    public const string ConsoleSocket = "serial.sock";

    /// <summary>Socket of the guest agent's port, on which QEMU listens.</summary>
    public const string AgentSocket = "agent.sock";

    /// <summary>Refuses arguments that can't be meant.</summary>
    /// <exception cref="QemuStartException">The program would leave us, or an argument has a NUL.</exception>
    public static void Check(IReadOnlyList<string> arguments, QemuProgramKind kind)
    {
        foreach (string argument in arguments)
        {
            // The process that goes on isn't the one that was started: nobody would end it.
            if (argument is "-daemonize" or "--daemonize" || (kind == QemuProgramKind.StorageDaemon && IsShortFor("--daemonize", argument)))
            {
                throw new QemuStartException($"'{argument}' isn't for programs that are started from here: QEMU would go on by itself, with nobody to stop it");
            }

            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                throw new QemuStartException($"An argument has a NUL, behind which QEMU would read nothing: {Quote(argument.Replace("\0", "\\0", StringComparison.Ordinal))}");
            }
        }
    }

    /// <summary>The storage daemon takes the beginning of a long option for the whole, as far as no other begins like it (getopt_long(3)).</summary>
    private static bool IsShortFor(string option, string argument) => argument.Length > 2 && option.StartsWith(argument, StringComparison.Ordinal);

    /// <summary>Builds the arguments.</summary>
    public static List<string> Build(QemuOptions options, QemuProgramKind kind, PrivateFolder folder)
    {
        List<string> arguments = [.. options.Arguments];
        if (kind == QemuProgramKind.Emulator)
        {
            if (options.SerialConsole)
            {
                string log = options.ConsoleLogFile is { } file ? $",logfile={Escape(System.IO.Path.GetFullPath(file))},logappend=off" : string.Empty;
                arguments.AddRange(["-chardev", $"socket,id=qapigen-serial,path={Escape(folder.PathOf(ConsoleSocket))}{log}", "-serial", "chardev:qapigen-serial"]);
            }

            if (options.GuestAgent)
            {
                arguments.AddRange([
                    "-chardev", $"socket,id=qapigen-agent,path={Escape(folder.PathOf(AgentSocket))},server=on,wait=off",
                    "-device", "virtio-serial-pci,id=qapigen-agent-bus",
                    "-device", "virtserialport,bus=qapigen-agent-bus.0,chardev=qapigen-agent,name=org.qemu.guest_agent.0"]);
            }
        }

        AddMonitor(arguments, kind, "qapigen-qmp", folder.PathOf(ClientSocket));
        AddMonitor(arguments, kind, "qapigen-monitor", folder.PathOf(MonitorSocket));
        return arguments;
    }

    /// <summary>Writes a command line as one would type it.</summary>
    public static string Quote(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static string Quote(string word) =>
        word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@%".Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static void AddMonitor(List<string> arguments, QemuProgramKind kind, string id, string path) =>
        arguments.AddRange(kind == QemuProgramKind.StorageDaemon
            ? ["--chardev", $"socket,id={id},path={Escape(path)}", "--monitor", $"chardev={id}"]
            : ["-qmp", $"unix:{Escape(path)}"]);

    /// <summary>A comma in a value is written twice (QEMU's manual, "Keyval syntax").</summary>
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);
}
