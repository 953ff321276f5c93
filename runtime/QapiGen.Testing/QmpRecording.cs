using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Testing;

/// <summary>A recorded conversation, see <see cref="QmpRecorder"/> for the format.</summary>
public sealed class QmpRecording
{
    /// <summary>A line is an object around a message, which may be as deep as QEMU takes it.</summary>
    internal const int MaxDepth = WireJson.MaxDepth + 1;

    private QmpRecording(string peer, IReadOnlyList<RecordedMessage> messages)
    {
        Peer = peer;
        Messages = messages;
    }

    /// <summary>The address of the server.</summary>
    public string Peer { get; }

    /// <summary>What was said, in order.</summary>
    public IReadOnlyList<RecordedMessage> Messages { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is no recording; the message says which line.</exception>
    public static QmpRecording Load(string path)
    {
        using StreamReader reader = File.OpenText(path);
        return Read(reader);
    }

    /// <summary>Reads a recording.</summary>
    /// <exception cref="FormatException">It is no recording; the message says which line.</exception>
    public static QmpRecording Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string? peer = null;
        var messages = new List<RecordedMessage>();
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            try
            {
                JsonElement value = JsonElement.Parse(line, new JsonDocumentOptions { MaxDepth = MaxDepth });
                if (peer is null)
                {
                    peer = ReadHeader(value);
                }
                else if (!value.TryGetProperty("gap", out _))
                {
                    messages.Add(ReadMessage(value));
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                throw new FormatException($"Line {number} is not one of a recording: {e.Message}", e);
            }
        }

        return new QmpRecording(peer ?? throw new FormatException("The recording is empty"), messages);
    }

    private static string ReadHeader(JsonElement value) =>
        value.GetProperty("qmp-recording").GetInt32() == 1
            ? value.GetProperty("peer").GetString() ?? ""
            : throw new FormatException("the version of the recording is unknown");

    private static RecordedMessage ReadMessage(JsonElement value)
    {
        bool isFromServer = value.GetProperty("from").GetString() switch
        {
            "server" => true,
            "client" => false,
            _ => throw new FormatException("'from' is neither 'client' nor 'server'"),
        };
        bool isMessage = value.TryGetProperty("message", out JsonElement message);
        return new RecordedMessage(value.GetProperty("at").GetDouble(), isFromServer, message, isMessage ? [] : value.GetProperty("raw").GetBytesFromBase64(), value.TryGetProperty("descriptors", out JsonElement count) ? count.GetInt32() : 0);
    }
}

/// <summary>A message of a recorded conversation.</summary>
/// <param name="At">Seconds since the recording began.</param>
/// <param name="IsFromServer">Whether the server sent it.</param>
/// <param name="Message">The message; undefined where the bytes were no JSON object.</param>
/// <param name="Raw">The bytes, where they were no JSON object; else empty.</param>
/// <param name="Descriptors">How many file descriptors the client passed with it.</param>
public sealed record RecordedMessage(double At, bool IsFromServer, JsonElement Message, byte[] Raw, int Descriptors = 0);
