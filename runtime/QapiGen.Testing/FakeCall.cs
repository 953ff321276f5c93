using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Messages;

namespace QapiGen.Testing;

/// <summary>A command that a fake server has got. It can be answered at any time, never, or more than once.</summary>
public sealed class FakeCall
{
    private readonly FakeConnection _connection;

    internal FakeCall(FakeConnection connection, string command, bool isOutOfBand, JsonElement arguments, JsonElement id)
    {
        _connection = connection;
        Command = command;
        IsOutOfBand = isOutOfBand;
        Arguments = arguments;
        Id = id;
    }

    /// <summary>The command's name.</summary>
    public string Command { get; }

    /// <summary>Whether it came as <c>exec-oob</c>.</summary>
    public bool IsOutOfBand { get; }

    /// <summary>Its arguments; undefined if it has none.</summary>
    public JsonElement Arguments { get; }

    /// <summary>Its id; undefined if it has none.</summary>
    public JsonElement Id { get; }

    /// <summary>Answers with a result.</summary>
    /// <param name="result">The result as JSON.</param>
    public ValueTask ReturnAsync(string result = "{}") => SendAsync(ReplyTo(result));

    /// <summary>Answers with an error.</summary>
    public ValueTask FailAsync(QmpErrorClass errorClass, string description) => _connection.SendAsync(ErrorTo(errorClass.ToString(), description));

    /// <summary>Sends text as it is, on this call's connection.</summary>
    public ValueTask SendAsync(string text)
    {
        // A client has negotiated once it is told so, however late that is; until then events are lost on it.
        if (Command == "qmp_capabilities")
        {
            _connection.IsNegotiated = true;
        }

        return _connection.SendAsync(text);
    }

    /// <summary>Closes this call's connection.</summary>
    public ValueTask DisconnectAsync() => _connection.CloseAsync();

    /// <summary>The text of a reply with a result.</summary>
    public string ReplyTo(string result) =>
        Id.ValueKind == JsonValueKind.Undefined ? $"{{\"return\": {result}}}" : $"{{\"return\": {result}, \"id\": {Id.GetRawText()}}}";

    /// <summary>The text of a reply with an error.</summary>
    public string ErrorTo(string errorClass, string description)
    {
        string error = $"\"error\": {{\"class\": \"{JsonEncodedText.Encode(errorClass)}\", \"desc\": \"{JsonEncodedText.Encode(description)}\"}}";
        return Id.ValueKind == JsonValueKind.Undefined ? $"{{{error}}}" : $"{{\"id\": {Id.GetRawText()}, {error}}}";
    }
}
