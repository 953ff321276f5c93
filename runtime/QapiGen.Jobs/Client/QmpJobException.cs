using System;

namespace QapiGen.Jobs.Client;

/// <summary>A job on a server didn't succeed.</summary>
public sealed class QmpJobException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="failure">Why.</param>
    /// <param name="error">The server's text for people; null if it gave none.</param>
    public QmpJobException(string jobId, QmpJobFailure failure, string? error)
        : base($"Job '{jobId}' {Describe(failure)}{(error is null ? "" : ": " + error)}")
    {
        JobId = jobId;
        Failure = failure;
        Error = error;
    }

    /// <summary>Makes the exception with a message.</summary>
    public QmpJobException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public QmpJobException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public QmpJobException()
        : base("The job failed")
    {
    }

    private QmpJobException(string jobId, QmpJobFailure failure, string message, string? error)
        : base(message)
    {
        JobId = jobId;
        Failure = failure;
        Error = error;
    }

    /// <summary>The job.</summary>
    public string JobId { get; } = "";

    /// <summary>Why.</summary>
    public QmpJobFailure Failure { get; }

    /// <summary>The server's text for people; null if it gave none.</summary>
    public string? Error { get; }

    /// <summary>Makes the exception for a job of which only events told that it failed, and that was gone when it could be asked why.</summary>
    internal static QmpJobException WithoutReason(string jobId) =>
        new(jobId, QmpJobFailure.Failed, $"Job '{jobId}' failed, and was dismissed before its reason could be read: start it with auto-dismiss false", null);

    private static string Describe(QmpJobFailure failure) => failure switch
    {
        QmpJobFailure.Failed => "failed",
        QmpJobFailure.Cancelled => "was cancelled",
        _ => "is not there, and how it ended is not known",
    };
}
