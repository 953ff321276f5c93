using System;
using System.Runtime.InteropServices;
using System.Text.Json;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Client.Reading;

/// <summary>Arguments that aren't checked by a schema. Encoded when it is the call's turn, as those of generated clients are, so that calls in line hold no bytes.</summary>
internal readonly struct ElementArguments : IWireCodec<ElementArguments>
{
    private readonly JsonElement _arguments;

    /// <exception cref="ArgumentException">They have a text that isn't Unicode, or are nested too deeply.</exception>
    /// <exception cref="ObjectDisposedException">Their document has been disposed of.</exception>
    public ElementArguments(JsonElement arguments)
    {
        if (JsonUnicode.FindFaultOfElement(JsonMarshal.GetRawUtf8Value(arguments)) is { } fault)
        {
            throw new ArgumentException($"The arguments have {fault}", nameof(arguments));
        }

        _arguments = arguments;
    }

    public static ElementArguments Read(ref Utf8JsonReader reader, WireMode mode) => throw new NotSupportedException("Arguments are only written");

    public static void Write(ref WireWriter writer, ElementArguments value) => writer.Element(value._arguments);
}

/// <summary>Keeps a result as it came.</summary>
internal readonly struct ElementResultCodec : IWireCodec<JsonElement>
{
    public static JsonElement Read(ref Utf8JsonReader reader, WireMode mode) => JsonElement.ParseValue(ref reader);

    public static void Write(ref WireWriter writer, JsonElement value) => throw new NotSupportedException("Results are only read");
}

/// <summary>Takes any value for the result of a command that declares none.</summary>
internal readonly struct IgnoredResultCodec : IWireCodec<NoData>
{
    public static NoData Read(ref Utf8JsonReader reader, WireMode mode)
    {
        reader.Skip();
        return default;
    }

    public static void Write(ref WireWriter writer, NoData value) => NoData.Write(ref writer, value);
}

/// <summary>Words the error for a result that isn't what the compiled-in schema declares.</summary>
internal static class UnreadableResult
{
    /// <summary>Makes the error.</summary>
    /// <param name="command">The command.</param>
    /// <param name="server">Version of the server; null if it didn't say.</param>
    /// <param name="cause">What the codec found.</param>
    public static QmpProtocolException Describe(string command, QmpServerVersion? server, Exception cause)
    {
        string found = $"The result of '{command}' is not what the schema declares: {cause.Message}";
        return cause is WireFormatException { MissingMember: not null, Owner: { } owner }
            ? new QmpProtocolException($"{found}: member of '{owner}'. {Mend(server)}", cause)
            : new QmpProtocolException(found, cause);
    }

    private static string Mend(QmpServerVersion? server) => server is { } version && version != default
        ? $"The server's version is {version}; if that is older than the schema, MinimumVersion=\"{version.Major}.{version.Minor}\" on the QapiSchema item makes nullable what came later; if it is newer, the schema of its release has what is left"
        : "If the server is older than the schema, MinimumVersion=\"…\" with its release on the QapiSchema item makes nullable what came later; if it is newer, the schema of its release has what is left";
}
