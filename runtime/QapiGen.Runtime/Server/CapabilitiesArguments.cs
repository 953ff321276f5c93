using System.Text.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>Arguments of <c>qmp_capabilities</c> (QMP spec 7).</summary>
internal readonly record struct CapabilitiesArguments(bool EnablesOutOfBand, bool EnablesLongQueue) : IWireCodec<CapabilitiesArguments>
{
    public static CapabilitiesArguments Read(ref Utf8JsonReader reader, WireMode mode)
    {
        bool enables = false;
        bool enablesLongQueue = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("enable"u8))
            {
                throw new WireFormatException("An argument is unexpected");
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new WireFormatException("'enable' is not an array");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("oob"u8))
                {
                    enables = true;
                }
                else if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(LongQueue.Utf8Name))
                {
                    enablesLongQueue = true;
                }
                else
                {
                    throw new WireFormatException("A capability is not known");
                }
            }
        }

        return new CapabilitiesArguments(enables, enablesLongQueue);
    }

    public static void Write(ref WireWriter writer, CapabilitiesArguments value) =>
        writer.Raw(value.EnablesOutOfBand ? "{\"enable\": [\"oob\"]}"u8 : "{}"u8);
}
