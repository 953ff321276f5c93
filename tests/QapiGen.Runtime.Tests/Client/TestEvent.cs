using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>An event as generated code has it: <c>TEST</c> with an integer <c>n</c>.</summary>
internal sealed record TestEvent(long Number) : QmpEvent, IQmpEvent<TestEvent>
{
    public static QmpEventDescriptor Descriptor { get; } = new QmpEventDescriptor<TestEvent>("TEST");

    public static TestEvent Read(ref Utf8JsonReader reader, WireMode mode)
    {
        long number = 0;
        WireReader.BeginObject(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isNumber = reader.ValueTextEquals("n"u8);
            reader.Read();
            if (isNumber)
            {
                number = reader.GetInt64();
            }
            else
            {
                reader.Skip();
            }
        }

        return new TestEvent(number);
    }

    public static void Write(ref WireWriter writer, TestEvent value)
    {
        writer.BeginObject();
        writer.Member("\"n\": "u8);
        writer.Int64(value.Number);
        writer.EndObject();
    }
}
