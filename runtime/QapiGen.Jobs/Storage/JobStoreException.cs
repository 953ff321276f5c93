using System;

namespace QapiGen.Jobs.Storage;

/// <summary>What is wrong with a store.</summary>
public enum JobStoreFault
{
    /// <summary>It can't be reached or written; it may be later.</summary>
    Unavailable,

    /// <summary>There is no room; there may be later.</summary>
    Full,

    /// <summary>Somebody else holds it; it may be let go.</summary>
    Locked,

    /// <summary>It may only be read.</summary>
    ReadOnly,

    /// <summary>Its content is damaged, or isn't a job store.</summary>
    Corrupt,

    /// <summary>It was written by a newer version.</summary>
    NewerVersion,

    /// <summary>Another owner has opened it; nothing more can be written under this epoch.</summary>
    OwnershipLost,
}

/// <summary>A store of jobs can't do what it was asked.</summary>
public sealed class JobStoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">A sentence for people that names the store.</param>
    /// <param name="innerException">The cause.</param>
    public JobStoreException(JobStoreFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Makes the exception with a message and a cause.</summary>
    public JobStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public JobStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public JobStoreException()
        : base("The store of jobs failed")
    {
    }

    /// <summary>What is wrong.</summary>
    public JobStoreFault Fault { get; }
}

/// <summary>Why a store can't write just now.</summary>
/// <param name="Since">Since when, by the store's clock.</param>
/// <param name="Reason">What the last attempt met.</param>
/// <param name="Waiting">How many records wait.</param>
public sealed record JobStoreTrouble(DateTimeOffset Since, JobStoreException Reason, long Waiting);
