using System;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Drivers;

/// <summary>The work of a job failed: error number and text as <c>query-jobs</c> will show them (jobs spec 12).</summary>
public sealed class JobFailedException : Exception
{
    /// <summary>A failure with the standard text of its number.</summary>
    /// <param name="errorNumber">One of <see cref="Errno"/>; not 0.</param>
    public JobFailedException(int errorNumber)
        : base(Errno.Text(errorNumber)) => ErrorNumber = errorNumber == 0 ? Errno.InputOutput : errorNumber;

    /// <summary>A failure with a text of its own.</summary>
    public JobFailedException(int errorNumber, string message)
        : base(message) => ErrorNumber = errorNumber == 0 ? Errno.InputOutput : errorNumber;

    /// <summary>A failure of kind <see cref="Errno.InputOutput"/>.</summary>
    public JobFailedException(string message)
        : this(Errno.InputOutput, message)
    {
    }

    /// <summary>A failure of kind <see cref="Errno.InputOutput"/> with a cause.</summary>
    public JobFailedException(string message, Exception innerException)
        : base(message, innerException) => ErrorNumber = Errno.InputOutput;

    /// <summary>A failure of kind <see cref="Errno.InputOutput"/>.</summary>
    public JobFailedException()
        : this(Errno.InputOutput)
    {
    }

    /// <summary>The error number, as on Linux.</summary>
    public int ErrorNumber { get; }
}
