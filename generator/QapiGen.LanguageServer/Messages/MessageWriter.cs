using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Protocol;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Messages;

/// <summary>Writes messages, one at a time, whoever writes.</summary>
internal sealed class MessageWriter(Stream output) : IDisposable
{
    // What is written is never part of a web page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync<T>(JsonElement id, T result, JsonTypeInfo<T> type) => WriteAsync(json =>
    {
        WriteId(json, id);
        json.WritePropertyName("result"u8);
        if (result is null)
        {
            json.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(json, result, type);
        }
    });

    /// <summary>Answers a request that failed; the id is null when none could be read.</summary>
    public Task FailAsync(JsonElement? id, int code, string message) => WriteAsync(json =>
    {
        WriteId(json, id);
        json.WritePropertyName("error"u8);
        JsonSerializer.Serialize(json, new ResponseError(code, SafeText.EscapeLines(message)), LspJson.Default.ResponseError);
    });

    /// <summary>Tells the client something.</summary>
    public Task NotifyAsync<T>(string method, T parameters, JsonTypeInfo<T> type) => WriteAsync(json =>
    {
        json.WriteString("method"u8, method);
        json.WritePropertyName("params"u8);
        JsonSerializer.Serialize(json, parameters, type);
    });

    /// <summary>Asks the client something; nobody waits for the answer.</summary>
    public Task AskAsync<T>(int id, string method, T parameters, JsonTypeInfo<T> type) => WriteAsync(json =>
    {
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, method);
        json.WritePropertyName("params"u8);
        JsonSerializer.Serialize(json, parameters, type);
    });

    /// <summary>Asks the client something that has no parameters.</summary>
    public Task AskAsync(int id, string method) => WriteAsync(json =>
    {
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, method);
    });

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static void WriteId(Utf8JsonWriter json, JsonElement? id)
    {
        json.WritePropertyName("id"u8);
        if (id is { } known)
        {
            known.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private async Task WriteAsync(Action<Utf8JsonWriter> write)
    {
        var content = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(content, Options))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            write(json);
            json.WriteEndObject();
        }

        byte[] header = Encoding.ASCII.GetBytes($"Content-Length: {content.WrittenCount}\r\n\r\n");
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await output.WriteAsync(header).ConfigureAwait(false);
            await output.WriteAsync(content.WrittenMemory).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
