using System;

namespace QapiGen.Testing.Jobs;

/// <summary>A store doesn't keep its contract.</summary>
public sealed class JobStoreConformanceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected, and what came.</param>
    public JobStoreConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a cause.</summary>
    public JobStoreConformanceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public JobStoreConformanceException()
        : base("The store doesn't keep its contract")
    {
    }
}
