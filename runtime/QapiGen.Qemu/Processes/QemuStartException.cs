using System;

namespace QapiGen.Qemu.Processes;

/// <summary>The program didn't start, or not so far that one could talk to it. Nothing of it is left.</summary>
public sealed class QemuStartException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="commandLine">What was run.</param>
    /// <param name="exit">How the program ended, its last output included; null where it never ran.</param>
    /// <param name="innerException">The cause.</param>
    public QemuStartException(string message, string commandLine, QemuExit? exit, Exception? innerException)
        : base(Compose(message, commandLine, exit), innerException)
    {
        CommandLine = commandLine;
        Exit = exit;
    }

    internal QemuStartException(string text, Exception? innerException, string commandLine, QemuExit? exit)
        : base(text, innerException)
    {
        CommandLine = commandLine;
        Exit = exit;
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public QemuStartException(string message, Exception? innerException)
        : base(message, innerException) => CommandLine = string.Empty;

    /// <summary>Makes the exception with a message.</summary>
    public QemuStartException(string message)
        : this(message, null)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public QemuStartException()
        : this("QEMU didn't start")
    {
    }

    /// <summary>What was run, quoted for a shell. With the secrets that are in it, which the message leaves out.</summary>
    public string CommandLine { get; }

    /// <summary>How the program ended; null where it never ran. After a time-out it is the helper that ended it.</summary>
    public QemuExit? Exit { get; }

    internal static string Compose(string message, string commandLine, QemuExit? exit)
    {
        string text = $"{message}\n  command: {commandLine}";
        return exit is null || exit.Output.Length == 0 ? text : $"{text}\n  output: {exit.Output.Trim().ReplaceLineEndings("\n    ")}";
    }
}
