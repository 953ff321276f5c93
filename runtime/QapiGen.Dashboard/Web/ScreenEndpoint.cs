using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using QapiGen.Runtime.Messages;

namespace QapiGen.Dashboard.Web;

/// <summary>A machine's picture; however many look, it is taken once in a while.</summary>
internal sealed class ScreenEndpoint(DashboardContext context)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, Picture> _pictures = new(StringComparer.Ordinal);

    /// <summary>Serves it.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        if (context.Hub.Find(http.Request.Query["server"].ToString()) is not { } server)
        {
            await Answers.ErrorAsync(http, StatusCodes.Status404NotFound, "Refused", "There is no such server.").ConfigureAwait(false);
            return;
        }

        if (!context.IsAllowed("screendump"))
        {
            await Answers.ErrorAsync(http, StatusCodes.Status403Forbidden, "Refused", "The dashboard isn't allowed to send 'screendump'.").ConfigureAwait(false);
            return;
        }

        using IDisposable viewer = context.Hub.Look();
        Picture picture = _pictures.GetOrAdd(server.Name, _ => new Picture(new ScreenCamera(context)));
        await picture.Turn.WaitAsync(http.RequestAborted).ConfigureAwait(false);
        try
        {
            // A service of this process says for each viewer whether it may have one.
            if (picture.Bytes is null || server.Options.Service is not null || picture.Taken + s_fresh < DateTimeOffset.UtcNow)
            {
                picture.Bytes = await picture.Camera.TakeAsync(server, Viewer.Of(http), http.RequestAborted).ConfigureAwait(false);
                picture.Taken = DateTimeOffset.UtcNow;
            }

            await Answers.TaggedAsync(http, "image/png", picture.Bytes).ConfigureAwait(false);
        }
        catch (QmpErrorException e)
        {
            await Answers.ErrorAsync(http, StatusCodes.Status502BadGateway, e.ErrorClassName, e.Description).ConfigureAwait(false);
        }
        catch (Exception e) when (e is QmpConnectionException or QmpTimeoutException or QmpProtocolException or IOException)
        {
            await Answers.ErrorAsync(http, StatusCodes.Status503ServiceUnavailable, "Gone", e.Message).ConfigureAwait(false);
        }
        finally
        {
            picture.Turn.Release();
        }
    }

    private sealed class Picture(ScreenCamera camera)
    {
        public ScreenCamera Camera { get; } = camera;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public byte[]? Bytes { get; set; }

        public DateTimeOffset Taken { get; set; }
    }
}
