using System.Text;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Saved;
using QapiGen.Compatibility.Wire;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Text;

namespace QapiGen.Fuzz.Targets;

/// <summary>The reader of saved answers to <c>query-qmp-schema</c>: what it takes can be compared with itself.</summary>
internal static class SavedReading
{
    public static void Read(byte[] input)
    {
        var file = new SchemaFile("fuzz.json", Encoding.UTF8.GetString(input));
        try
        {
            WireSchema schema = SavedSchema.Read(file);
            SchemaComparer.Compare(schema, SavedSchema.Read(file));
        }
        catch (IntrospectionFormatException)
        {
            // Said with a reason.
        }
    }
}
