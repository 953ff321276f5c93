using System;
using System.IO;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace QapiGen.Dashboard.Tests;

/// <summary>Reads what a page is told, and connects anew as a page does.</summary>
internal sealed class LiveReader(DashboardHost host, string query, string? role = null) : IDisposable
{
    private StreamReader? _reader;
    private string _last = "";

    /// <summary>Where it is in the log.</summary>
    public string Place => _last;

    public static async Task<LiveReader> OpenAsync(DashboardHost host, string query, string? role = null)
    {
        var reader = new LiveReader(host, query, role);
        await reader.ConnectAsync();
        return reader;
    }

    public async Task<JsonElement> NextAsync(string kind, Predicate<JsonElement> filter)
    {
        using var hang = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        string? now = null;
        while (true)
        {
            if (await _reader!.ReadLineAsync(hang.Token) is not { } line)
            {
                await ConnectAsync();
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                _last = line[4..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                now = line[7..];
            }
            else if (now == kind && line.StartsWith("data: ", StringComparison.Ordinal) && JsonElement.Parse(line[6..]) is var data && filter(data))
            {
                return data;
            }
        }
    }

    public void Dispose() => _reader?.Dispose();

    private async Task ConnectAsync()
    {
        _reader?.Dispose();
        string last = _last.Length == 0 ? "" : $"&last={_last}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, $"api/live?{query}{last}"));
        if (role is not null)
        {
            request.Headers.Add("X-Role", role);
        }

        HttpResponseMessage answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        _reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
    }
}
