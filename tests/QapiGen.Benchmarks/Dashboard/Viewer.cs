using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Dashboard;

/// <summary>Looks at the jobs as the page does, and throws away what it is told.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private const string Query = "api/live?jobs=1&limit=200";

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _reading;
    private long _bytes;

    private Viewer(HttpClient http, Uri address) => _reading = ReadAsync(http, address);

    /// <summary>Bytes that it has been told so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Begins to look.</summary>
    public static Viewer Open(HttpClient http, Uri address) => new(http, address);

    /// <summary>Milliseconds from the request to the first page of jobs, whole.</summary>
    public static async Task<double> TimeFirstPageAsync(HttpClient http, Uri address)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await http.GetAsync(new Uri(address, Query), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        bool isJobs = false;
        while (await reader.ReadLineAsync() is { } line)
        {
            isJobs |= line == "event: jobs";
            if (isJobs && line.Length == 0)
            {
                return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        throw new EndOfStreamException("The dashboard closed the connection.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task ReadAsync(HttpClient http, Uri address)
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            // Streams end after a while; pages begin the next one at once.
            using HttpResponseMessage answer = await http.GetAsync(new Uri(address, Query), HttpCompletionOption.ResponseHeadersRead, _ending.Token);
            Stream stream = await answer.Content.ReadAsStreamAsync(_ending.Token);
            while (await stream.ReadAsync(buffer, _ending.Token) is > 0 and int count)
            {
                Interlocked.Add(ref _bytes, count);
            }
        }
    }
}
