namespace QapiGen.Runtime.Messages;

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
