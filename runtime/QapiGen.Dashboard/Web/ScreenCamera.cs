using System;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Dashboard.Web;

/// <summary>Has a machine write its picture into a folder that is nobody else's.</summary>
internal sealed class ScreenCamera(DashboardContext context)
{
    private bool _passes;

    /// <summary>Takes a picture.</summary>
    /// <param name="server">The machine.</param>
    /// <param name="viewer">Who wants it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="QmpErrorException">It doesn't give one.</exception>
    /// <exception cref="IOException">It has written none.</exception>
    public async Task<byte[]> TakeAsync(WatchedServer server, QmpPeer viewer, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("qapi-screen-").FullName;
        try
        {
            string path;
            try
            {
                path = await WriteAsync(_passes, server, viewer, folder, cancellationToken).ConfigureAwait(false);
            }
            catch (QmpErrorException refusal) when (_passes || CanPass(server))
            {
                // A machine of another user's doesn't get into the folder, and one that has come back may be another one.
                try
                {
                    path = await WriteAsync(!_passes, server, viewer, folder, cancellationToken).ConfigureAwait(false);
                    _passes = !_passes;
                }
                catch (Exception e) when (e is QmpErrorException or NotSupportedException)
                {
                    throw refusal;
                }
            }

            return await PictureFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private bool CanPass(WatchedServer server) => server.Options.Service is null
        && server.State.Commands.Contains("add-fd") && context.IsAllowed("add-fd")
        && server.State.Commands.Contains("remove-fd") && context.IsAllowed("remove-fd");

    private static async Task<string> WriteAsync(bool passes, WatchedServer server, QmpPeer viewer, string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, passes ? "passed.png" : "screen.png");
        await (passes ? PassAsync(server, viewer, path, cancellationToken) : DumpAsync(server, viewer, path, cancellationToken)).ConfigureAwait(false);
        return path;
    }

    private static async Task PassAsync(WatchedServer server, QmpPeer viewer, string path, CancellationToken cancellationToken)
    {
        long set;
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            JsonElement added = await server.ExecuteAsync(viewer, "add-fd", null, new QmpCallOptions { FileDescriptors = [file] }, cancellationToken).ConfigureAwait(false);
            set = added.TryGetProperty("fdset-id", out JsonElement id) && id.TryGetInt64(out long number) ? number
                : throw new IOException("The server has taken a file descriptor without naming its set.");
        }

        try
        {
            await DumpAsync(server, viewer, string.Create(CultureInfo.InvariantCulture, $"/dev/fdset/{set}"), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RemoveAsync(server, viewer, set).ConfigureAwait(false);
        }
    }

    private static async Task RemoveAsync(WatchedServer server, QmpPeer viewer, long set)
    {
        try
        {
            await server.ExecuteAsync(viewer, "remove-fd", Arguments(writer => writer.WriteNumber("fdset-id", set)), null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpErrorException or QmpConnectionException or QmpTimeoutException or QmpProtocolException)
        {
            // It closes what was passed when the connection ends, and the picture is worth more.
        }
    }

    private static async Task DumpAsync(WatchedServer server, QmpPeer viewer, string path, CancellationToken cancellationToken)
    {
        JsonElement arguments = Arguments(writer =>
        {
            writer.WriteString("filename", path);
            writer.WriteString("format", "png");
        });
        await server.ExecuteAsync(viewer, "screendump", arguments, null, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static JsonElement Arguments(Action<Utf8JsonWriter> write) => JsonElement.Parse(JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }));
}
