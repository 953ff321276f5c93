using System;
using Microsoft.Extensions.Logging;

namespace QapiGen.Qemu.Processes;

/// <summary>What is logged about programs; ids 400 to 419.</summary>
internal static partial class QemuLog
{
    /// <summary>The category.</summary>
    public const string Category = "QapiGen.Qemu.QemuProcess";

    [LoggerMessage(400, LogLevel.Information, "Started {Program} as process {ProcessId}")]
    public static partial void Started(ILogger logger, string program, int processId);

    [LoggerMessage(401, LogLevel.Debug, "Command line of process {ProcessId}: {CommandLine}")]
    public static partial void CommandLine(ILogger logger, int processId, string commandLine);

    [LoggerMessage(402, LogLevel.Information, "Process {ProcessId} ended: {Exit}")]
    public static partial void Ended(ILogger logger, int processId, string exit);

    [LoggerMessage(403, LogLevel.Warning, "Process {ProcessId} ended unasked: {Exit}; it was {CommandLine}")]
    public static partial void EndedUnasked(ILogger logger, int processId, string exit, string commandLine);

    [LoggerMessage(404, LogLevel.Information, "Stopping process {ProcessId}: {Step}")]
    public static partial void Stopping(ILogger logger, int processId, QemuStopStep step);

    [LoggerMessage(405, LogLevel.Warning, "Process {ProcessId} took no {Step}: {Message}")]
    public static partial void StepFailed(ILogger logger, int processId, QemuStopStep step, string message);

    [LoggerMessage(406, LogLevel.Warning, "{Program} did not start: {Message}")]
    public static partial void StartFailed(ILogger logger, string program, string message);

    [LoggerMessage(407, LogLevel.Debug, "Nothing ends process {ProcessId} if this one is killed: there is no sh, and QEMU's own exit-with-parent came with 10.2")]
    public static partial void Unguarded(ILogger logger, int processId);

    [LoggerMessage(408, LogLevel.Debug, "Process {ProcessId}: {Line}")]
    public static partial void Output(ILogger logger, int processId, string line);

    [LoggerMessage(409, LogLevel.Warning, "The folder {Folder} could not be removed")]
    public static partial void FolderStays(ILogger logger, Exception cause, string folder);

    [LoggerMessage(410, LogLevel.Warning, "Process {ProcessId} ended and left {Left} running, which is ended now: a script that starts QEMU has to become it (exec)")]
    public static partial void LeftRunning(ILogger logger, int processId, string left);

    [LoggerMessage(411, LogLevel.Error, "Process {ProcessId} ended and left {Left} running, which could not be ended")]
    public static partial void StaysRunning(ILogger logger, int processId, string left);
}
