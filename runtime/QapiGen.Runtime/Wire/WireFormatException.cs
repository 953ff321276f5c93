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

    private WireFormatException(string owner, string member)
        : base($"Parameter '{member}' is missing") => (Owner, MissingMember) = (owner, member);

    /// <summary>QAPI name of the type, command or event that lacks a member; null if the error is another one.</summary>
    public string? Owner { get; }

    /// <summary>Name of the member that is missing; null if the error is another one.</summary>
    public string? MissingMember { get; }

    /// <summary>The error for a member that must be there and isn't; worded as QEMU does.</summary>
    /// <param name="owner">QAPI name of the type, command or event.</param>
    /// <param name="member">Name of the member.</param>
    public static WireFormatException Missing(string owner, string member) => new(owner, member);
}
