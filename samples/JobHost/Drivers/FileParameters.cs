using System.IO;
using QapiGen.Runtime.Messages;

namespace JobHost.Drivers;

/// <summary>What is looked at before a job is made of what a client sent.</summary>
internal static class FileParameters
{
    /// <summary>A file to read.</summary>
    /// <exception cref="QmpErrorException">It is none.</exception>
    public static void RequireSource(string source)
    {
        if (!Path.Exists(source))
        {
            throw new QmpErrorException($"Could not open '{source}': No such file");
        }

        if (!RegularFile.Exists(source))
        {
            throw new QmpErrorException($"Could not open '{source}': Not a regular file");
        }
    }

    /// <summary>A file to write. To open a pipe waits for a reader, and with it would whoever runs the job.</summary>
    /// <exception cref="QmpErrorException">It can't be one.</exception>
    public static void RequireTarget(string parameter, string target)
    {
        if (!RegularFile.IsName(target))
        {
            throw new QmpErrorException($"Parameter '{parameter}' expects the name of a file");
        }

        if (Path.Exists(target) && !RegularFile.Exists(target))
        {
            throw new QmpErrorException($"Could not open '{target}': Not a regular file");
        }
    }

    /// <summary>A number of bytes, which jobs count with a sign.</summary>
    /// <exception cref="QmpErrorException">It is too large.</exception>
    public static long ToSigned(ulong value, string parameter) =>
        value <= long.MaxValue ? (long)value : throw new QmpErrorException($"Parameter '{parameter}' expects a value of up to {long.MaxValue}");
}
