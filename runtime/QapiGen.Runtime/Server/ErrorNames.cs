using QapiGen.Runtime.Messages;

namespace QapiGen.Runtime.Server;

/// <summary>Names of error classes on the wire, without asking reflection for them.</summary>
internal static class ErrorNames
{
    public static string Of(QmpErrorClass errorClass) => errorClass switch
    {
        QmpErrorClass.CommandNotFound => nameof(QmpErrorClass.CommandNotFound),
        QmpErrorClass.DeviceNotActive => nameof(QmpErrorClass.DeviceNotActive),
        QmpErrorClass.DeviceNotFound => nameof(QmpErrorClass.DeviceNotFound),
        QmpErrorClass.KVMMissingCap => nameof(QmpErrorClass.KVMMissingCap),
        _ => nameof(QmpErrorClass.GenericError),
    };
}
