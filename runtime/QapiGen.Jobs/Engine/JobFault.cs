using System;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Engine;

/// <summary>What an exception of a driver means as an error of its job.</summary>
internal static class JobFault
{
    public static (int Number, string? Text) Of(Exception exception) => exception switch
    {
        JobFailedException failed => (failed.ErrorNumber, TextOf(failed)),
        OperationCanceledException => (Errno.Canceled, null),
        TimeoutException => (Errno.TimedOut, TextOf(exception)),
        UnauthorizedAccessException => (Errno.Access, TextOf(exception)),
        OutOfMemoryException => (Errno.NoMemory, TextOf(exception)),
        NotSupportedException => (Errno.NotSupported, TextOf(exception)),
        ArgumentException => (Errno.Invalid, TextOf(exception)),
        _ => (Errno.InputOutput, TextOf(exception)),
    };

    private static string? TextOf(Exception exception) => exception.Message.Length == 0 ? null : exception.Message;
}
