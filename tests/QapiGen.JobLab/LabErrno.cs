using QapiGen.Jobs.Core;
using QapiGen.Runtime.Messages;

namespace QapiGen.JobLab;

/// <summary>Error numbers by the names that scripts use.</summary>
public static class LabErrno
{
    /// <summary>The number of a name; 0 for none.</summary>
    /// <exception cref="QmpErrorException">The name isn't known here.</exception>
    public static int Parse(string? name) => name switch
    {
        null => 0,
        "EPERM" => Errno.NotPermitted,
        "ENOENT" => Errno.NoEntry,
        "EIO" => Errno.InputOutput,
        "ENOMEM" => Errno.NoMemory,
        "EACCES" => Errno.Access,
        "EBUSY" => Errno.Busy,
        "EEXIST" => Errno.Exists,
        "EINVAL" => Errno.Invalid,
        "EFBIG" => Errno.TooBig,
        "ENOSPC" => Errno.NoSpace,
        "EROFS" => Errno.ReadOnly,
        "ENOTSUP" => Errno.NotSupported,
        "ETIMEDOUT" => Errno.TimedOut,
        "ECANCELED" => Errno.Canceled,
        _ => throw new QmpErrorException($"Unknown error name '{name}'"),
    };
}
