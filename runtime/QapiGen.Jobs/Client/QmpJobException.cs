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

    /// <summary>The job.</summary>
    public string JobId { get; } = "";

    /// <summary>Why.</summary>
    public QmpJobFailure Failure { get; }

    /// <summary>The server's text for people; null if it gave none.</summary>
    public string? Error { get; }

    private static string Describe(QmpJobFailure failure) => failure switch
    {
        QmpJobFailure.Failed => "failed",
        QmpJobFailure.Cancelled => "was cancelled",
        _ => "is not there, and how it ended is not known",
    };
}
