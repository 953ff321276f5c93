using System;
using System.Diagnostics;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.EndToEnd.Tests.Samples;

/// <summary>The dashboard's sample as a running process, asked by HTTP.</summary>
internal sealed class ServedDashboard : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero });

    private ServedDashboard(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it is served.</summary>
    public Uri Address { get; }

    /// <summary>Waits until a process that has just been started prints its address.</summary>
    public static async Task<ServedDashboard> WaitAsync(Process process)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? string.Empty;
        return line.StartsWith("Dashboard: ", StringComparison.Ordinal)
            ? new ServedDashboard(process, new Uri(line[11..] + "/"))
            : throw new InvalidOperationException($"The dashboard has not started: {line} {await errors.WaitAsync(Patience)}");
    }

    /// <summary>What it prints next.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    /// <summary>A page or file.</summary>
    public Task<string> GetAsync(string path) => _http.GetStringAsync(new Uri(Address, path)).WaitAsync(Patience);

    /// <summary>Sends a command as the pages do; gives the answer.</summary>
    public async Task<string> ExecuteAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "api/execute")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("RequestVerificationToken", Regex.Match(await GetAsync("jobs"), "qapi-token\" content=\"([^\"]+)\"").Groups[1].Value);
        HttpResponseMessage answer = await _http.SendAsync(request).WaitAsync(Patience);
        return await answer.Content.ReadAsStringAsync().WaitAsync(Patience);
    }

    /// <summary>Looks until a message of a kind says what is waited for.</summary>
    public async Task<JsonElement> LookAsync(string query, string kind, Predicate<JsonElement> filter)
    {
        using var hang = new CancellationTokenSource(Patience);
        while (true)
        {
            // A stream ends after a while, and the next one begins anew.
            if (await LookOnceAsync(query, kind, filter, hang.Token) is { } found)
            {
                return found;
            }
        }
    }

    /// <summary>Ends it as a service manager does; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<JsonElement?> LookOnceAsync(string query, string kind, Predicate<JsonElement> filter, CancellationToken hang)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(Address, $"api/live?{query}"), HttpCompletionOption.ResponseHeadersRead, hang);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(hang));
        string? now = null;
        while (await reader.ReadLineAsync(hang) is { } line)
        {
            now = line.StartsWith("event: ", StringComparison.Ordinal) ? line[7..] : now;
            if (now == kind && line.StartsWith("data: ", StringComparison.Ordinal) && JsonElement.Parse(line[6..]) is var data && filter(data))
            {
                return data;
            }
        }

        return null;
    }
}
