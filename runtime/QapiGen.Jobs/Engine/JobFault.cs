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

    /// <summary>What an exception says; its type if it can't: a message may be made when it is asked for.</summary>
    public static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
#pragma warning disable CA1031 // Whatever it throws, its job comes to its end.
        catch (Exception)
#pragma warning restore CA1031
        {
            return exception.GetType().Name;
        }
    }

    private static string? TextOf(Exception exception) => MessageOf(exception) is { Length: > 0 } text ? text : null;
}
