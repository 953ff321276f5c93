using System;

namespace QapiGen.Runtime.Wire;

/// <summary>A JSON value isn't one of the type that the schema declares.</summary>
public sealed class WireFormatException : FormatException
{
    /// <summary>Makes the exception with a message.</summary>
    public WireFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public WireFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without details.</summary>
    public WireFormatException()
    {
    }
}
