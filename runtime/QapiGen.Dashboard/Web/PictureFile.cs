using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard.Web;

/// <summary>Reads a picture that a server has been asked to write: whatever it has put there instead.</summary>
internal static class PictureFile
{
    /// <summary>Many times what a screen needs.</summary>
    internal const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">It isn't there, is no regular file, or is too large.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        // A link leads to what isn't the server's to show, opening a pipe waits for its other end, and a device may have none.
        if (OperatingSystem.IsLinux() && FileIdentity.Of(path) is { IsFile: false } other)
        {
            throw new IOException($"The server has made {other.KindName} instead of a picture.");
        }

        if (!File.Exists(path))
        {
            throw new IOException("The picture isn't there: the machine runs elsewhere, or sees other files.");
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            long length = file.Length;
            if (length > MaxBytes)
            {
                throw new IOException($"The picture is larger than {MaxBytes} bytes.");
            }

            // Of what is written on meanwhile, as much as was there.
            byte[] bytes = new byte[length];
            int count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return bytes[..count];
        }
    }
}
