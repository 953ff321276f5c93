using System;
using Microsoft.Extensions.Logging;

namespace QapiGen.Jobs.Engine;

/// <summary>What is logged.</summary>
internal static partial class JobLog
{
    private static readonly Func<ILogger, string?, string, IDisposable?> s_scope =
        LoggerMessage.DefineScope<string?, string>("Job '{JobId}' ({JobType})");

    /// <summary>Begins what is logged of a job, or by its driver.</summary>
    public static IDisposable? Scope(ILogger logger, string? id, string type) => s_scope(logger, id, type);

    [LoggerMessage(1, LogLevel.Error, "A sink of job events failed at an event of job '{Id}'")]
    public static partial void SinkFailed(ILogger logger, string? id, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Operation '{Hook}' of the driver of job '{Id}' failed, which it can't")]
    public static partial void HookFailed(ILogger logger, string? id, string hook, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The work of job '{Id}' failed")]
    public static partial void WorkFailed(ILogger logger, string? id, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Job '{Id}' doesn't react to its cancel; the others are cancelled without waiting for it")]
    public static partial void ShutdownIsSlow(ILogger logger, string? id);

    [LoggerMessage(5, LogLevel.Warning, "The time to end is up: job '{Id}' hasn't ended and is given up")]
    public static partial void GivenUp(ILogger logger, string? id);

    [LoggerMessage(6, LogLevel.Information, "Job '{JobId}' ({JobType}) begins")]
    public static partial void JobBegins(ILogger logger, string? jobId, string jobType);

    [LoggerMessage(7, LogLevel.Information, "Job '{JobId}' ({JobType}) has ended: {Outcome}")]
    public static partial void JobEnded(ILogger logger, string? jobId, string jobType, string outcome);

    [LoggerMessage(8, LogLevel.Information, "Job '{JobId}' ({JobType}) has failed: {Error}")]
    public static partial void JobFailed(ILogger logger, string? jobId, string jobType, string? error);

    [LoggerMessage(10, LogLevel.Critical, "The store of jobs can't be written any more; the drivers of its jobs are stopped")]
    public static partial void StoreLost(ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "Stored job '{Id}' can't be read: {Reason}")]
    public static partial void JobNotRead(ILogger logger, string? id, string reason);

    [LoggerMessage(12, LogLevel.Error, "The driver of stored job '{Id}' can't be made again: {Reason}")]
    public static partial void DriverNotMade(ILogger logger, string? id, string? reason);

    [LoggerMessage(20, LogLevel.Error, "The driver of stored job '{Id}' can't go on from what was kept: {Reason}")]
    public static partial void CheckpointNotRead(ILogger logger, string? id, string reason);

    [LoggerMessage(13, LogLevel.Error, "The store of jobs can't write ({Count} records wait); jobs are paused until it can")]
    public static partial void StoreInTrouble(ILogger logger, long count, Exception exception);

    [LoggerMessage(14, LogLevel.Information, "The store of jobs can write again")]
    public static partial void StoreIsWell(ILogger logger);

    [LoggerMessage(15, LogLevel.Warning, "Job '{Id}' didn't get to a checkpoint in time; the next host goes on from the one before")]
    public static partial void StoppedLate(ILogger logger, string? id);

    [LoggerMessage(17, LogLevel.Error, "The clock of the jobs failed; the system's steps in where it does, and this is logged once")]
    public static partial void ClockFailed(ILogger logger, Exception exception);

    [LoggerMessage(16, LogLevel.Warning, "The time to end is up: the driver of job '{Id}' hasn't stopped and is given up; the next host goes on with the job")]
    public static partial void NotStopped(ILogger logger, string? id);

    [LoggerMessage(21, LogLevel.Warning, "Sink {Sink} of job events blocks the end and is given up; the others are told of what is left")]
    public static partial void SinkGivenUp(ILogger logger, Type sink);

    [LoggerMessage(19, LogLevel.Warning, "What was kept of stored job '{Id}' can't be read now; its driver is made when it can")]
    public static partial void BodiesNotRead(ILogger logger, string? id, Exception exception);

    [LoggerMessage(18, LogLevel.Warning, "The time to end is up: the store of jobs hasn't closed and is given up; the next host takes this one's end for a loss")]
    public static partial void StoreNotClosed(ILogger logger);
}
