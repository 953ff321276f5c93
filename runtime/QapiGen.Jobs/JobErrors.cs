using System;
using QapiGen.Jobs.Core;
using QapiGen.Runtime.Messages;

namespace QapiGen.Jobs;

/// <summary>The errors that commands are refused with, as QEMU words them (jobs spec 16).</summary>
public static class JobErrors
{
    /// <summary>An id that no job has.</summary>
    public static QmpErrorException NotFound() => new("Job not found");

    /// <summary>A block job's id that no block job has; the class of <c>block-job-*</c> commands.</summary>
    public static QmpErrorException BlockJobNotFound(string id) => new(QmpErrorClass.DeviceNotActive, $"Block job '{id}' not found");

    /// <summary>An ill-formed id.</summary>
    public static QmpErrorException InvalidId(string id) => new($"Invalid job ID '{id}'");

    /// <summary>An id that no store can keep.</summary>
    public static QmpErrorException IdTooLong() => new($"A job ID that is kept has at most {Storage.StoredText.MaxIdLength} characters");

    /// <summary>An id that is taken.</summary>
    public static QmpErrorException IdInUse(string id) => new($"Job ID '{id}' already in use");

    /// <summary>No id for a job that needs one.</summary>
    public static QmpErrorException IdNeeded() => new("An explicit job ID is required");

    /// <summary>An id for a job that can't have one.</summary>
    public static QmpErrorException IdNotAllowed() => new("Cannot specify job ID for internal job");

    /// <summary>A negative speed.</summary>
    public static QmpErrorException NegativeSpeed() => new("Parameter 'speed' expects a non-negative value");

    // A client may have chosen it, as it does an id.
    internal static QmpErrorException UnknownType(string type, Runtime.Wire.WireEnum types) =>
        new($"'{type}' is no job type here; there are '{string.Join("', '", types.Texts)}'");

    /// <summary>The manager has begun to shut down.</summary>
    public static QmpErrorException ShuttingDown() => new("The job manager is shutting down");

    /// <summary>The store of the jobs is this host's no more: another host has taken it over, or its files are gone.</summary>
    /// <param name="reason">What the store says.</param>
    public static QmpErrorException StoreLost(string reason) => new($"The store of the jobs is lost to this host: {reason}");

    /// <summary>The store of the jobs has failed for good, or was disposed of.</summary>
    public static QmpErrorException StoreFailed() => new("The store of the jobs can't be used any more");

    /// <summary>A store that isn't opened yet.</summary>
    public static QmpErrorException NotOpen() => new("The store of the jobs isn't open yet");

    /// <summary>A command that needs the driver of a job that is only kept here (<see cref="JobManagerOptions.HeldBecause"/>).</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="reason">Why it is kept.</param>
    public static QmpErrorException IsHeld(string id, string reason) => new($"Job '{id}' waits, and its driver isn't here: {reason}");

    internal static Exception Refused(Job job, JobVerb verb, JobRefusal refusal) => refusal switch
    {
        JobRefusal.NotPermitted => new QmpErrorException(
            $"Job '{job.Id}' in state '{job.CurrentStatus.ToWire()}' cannot accept command verb '{verb.ToWire()}'"),
        JobRefusal.AlreadyPaused => new QmpErrorException("Job is already paused"),
        JobRefusal.NotPaused => new QmpErrorException("Can't resume a job that was not paused"),
        JobRefusal.CurrentlyPaused => new QmpErrorException($"The block job for device '{job.Id}' is currently paused"),
        JobRefusal.CannotComplete => new QmpErrorException($"The active block job '{job.Id}' cannot be completed"),
        JobRefusal.NegativeSpeed => NegativeSpeed(),
        _ => new InvalidOperationException($"Job '{job.Id}' in state '{job.CurrentStatus.ToWire()}' can't do that."),
    };
}
