using System.Globalization;

namespace QapiGen.Jobs.Core;

/// <summary>Error numbers of jobs: those of Linux, with the texts of its C library (jobs spec 12).</summary>
public static class Errno
{
    /// <summary>EPERM.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT.</summary>
    public const int NoEntry = 2;

    /// <summary>EIO.</summary>
    public const int InputOutput = 5;

    /// <summary>EAGAIN.</summary>
    public const int Again = 11;

    /// <summary>ENOMEM.</summary>
    public const int NoMemory = 12;

    /// <summary>EACCES.</summary>
    public const int Access = 13;

    /// <summary>EBUSY.</summary>
    public const int Busy = 16;

    /// <summary>EEXIST.</summary>
    public const int Exists = 17;

    /// <summary>ENODEV.</summary>
    public const int NoDevice = 19;

    /// <summary>EINVAL.</summary>
    public const int Invalid = 22;

    /// <summary>EFBIG.</summary>
    public const int TooBig = 27;

    /// <summary>ENOSPC.</summary>
    public const int NoSpace = 28;

    /// <summary>EROFS.</summary>
    public const int ReadOnly = 30;

    /// <summary>ENOTSUP.</summary>
    public const int NotSupported = 95;

    /// <summary>ETIMEDOUT.</summary>
    public const int TimedOut = 110;

    /// <summary>ECANCELED: how a forced cancel ends.</summary>
    public const int Canceled = 125;

    /// <summary>The standard text of an error number.</summary>
    public static string Text(int error) => error switch
    {
        NotPermitted => "Operation not permitted",
        NoEntry => "No such file or directory",
        InputOutput => "Input/output error",
        Again => "Resource temporarily unavailable",
        NoMemory => "Cannot allocate memory",
        Access => "Permission denied",
        Busy => "Device or resource busy",
        Exists => "File exists",
        NoDevice => "No such device",
        Invalid => "Invalid argument",
        TooBig => "File too large",
        NoSpace => "No space left on device",
        ReadOnly => "Read-only file system",
        NotSupported => "Operation not supported",
        TimedOut => "Connection timed out",
        Canceled => "Operation canceled",
        _ => string.Create(CultureInfo.InvariantCulture, $"Unknown error {error}"),
    };
}
