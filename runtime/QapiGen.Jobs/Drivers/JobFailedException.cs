using System;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Drivers;

/// <summary>The work of a job failed: error number and text as <c>query-jobs</c> will show them (jobs spec 12).</summary>
public sealed class JobFailedException : Exception
{
    /// <summary>A failure with the standard text of its number.</summary>
    /// <param name="errorNumber">One of <see cref="Errno"/>, or with a minus, as functions of C return it; what is none is <see cref="Errno.InputOutput"/>.</param>
    public JobFailedException(int errorNumber)
        : base(Errno.Text(Known(errorNumber))) => ErrorNumber = Known(errorNumber);

    /// <summary>A failure with a text of its own.</summary>
    /// <param name="errorNumber">One of <see cref="Errno"/>, or with a minus, as functions of C return it; what is none is <see cref="Errno.InputOutput"/>.</param>
    /// <param name="message">The text.</param>
    public JobFailedException(int errorNumber, string message)
        : base(message) => ErrorNumber = Known(errorNumber);

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

    // Linux has none beyond 4095; an HResult is none.
    private static int Known(int errorNumber) => int.Abs(int.Max(errorNumber, -int.MaxValue)) is > 0 and < 4096 and var known ? known : Errno.InputOutput;
}
