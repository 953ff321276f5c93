using System;

namespace QapiGen.Runtime.Messages;

/// <summary>The peer refused a command, or, thrown by a command's implementation, refuses it.</summary>
/// <remarks>Wire: <c>{"error": {"class": "GenericError", "desc": "Job not found"}}</c>. Source: QMP spec 10.</remarks>
public sealed class QmpErrorException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errorClass">Class of the error.</param>
    /// <param name="description">Text for people.</param>
    public QmpErrorException(QmpErrorClass errorClass, string description)
        : base(description)
    {
        Description = description;
        ErrorClass = errorClass;
        ErrorClassName = errorClass.ToString();
    }

    /// <summary>Makes the exception of an error whose class may be unknown.</summary>
    /// <param name="errorClassName">The class as it came.</param>
    /// <param name="description">Text for people.</param>
    public QmpErrorException(string errorClassName, string description)
        : base(description)
    {
        Description = description;
        ErrorClassName = errorClassName;
        ErrorClass = Enum.TryParse(errorClassName, out QmpErrorClass known) && Enum.IsDefined(known) ? known : QmpErrorClass.GenericError;
    }

    /// <summary>Makes a generic error.</summary>
    public QmpErrorException(string description)
        : this(QmpErrorClass.GenericError, description)
    {
    }

    /// <summary>Makes a generic error with a cause, which stays on this side.</summary>
    public QmpErrorException(string description, Exception innerException)
        : base(description, innerException)
    {
        Description = description;
        ErrorClassName = nameof(QmpErrorClass.GenericError);
    }

    /// <summary>Makes a generic error without a text.</summary>
    public QmpErrorException()
        : this("The command failed")
    {
    }

    /// <summary>Class of the error; <see cref="QmpErrorClass.GenericError"/> if it is unknown.</summary>
    public QmpErrorClass ErrorClass { get; }

    /// <summary>Class of the error as it is on the wire.</summary>
    public string ErrorClassName { get; }

    /// <summary>The text for people, as it is on the wire; clients must not interpret it.</summary>
    public string Description { get; }

    /// <summary>The command that a peer refused; null for an error that isn't an answer to a call.</summary>
    public string? Command { get; init; }

    /// <summary><see cref="Description"/>, after the name of the command where there is one.</summary>
    public override string Message => Command is null ? Description : $"{Command}: {Description}";
}

/// <summary>Class of an error reply (QMP spec 10), a closed set in QEMU; unknown ones are treated like <see cref="GenericError"/>.</summary>
public enum QmpErrorClass
{
    /// <summary>Everything without a class of its own.</summary>
    GenericError,

    /// <summary>Unknown, disabled, refused or not yet available command.</summary>
    CommandNotFound,

    /// <summary>A device isn't in the state the command needs, such as a block job that isn't there.</summary>
    DeviceNotActive,

    /// <summary>A path or device id that doesn't exist.</summary>
    DeviceNotFound,

    /// <summary>The host lacks a KVM feature.</summary>
    KVMMissingCap,
}
