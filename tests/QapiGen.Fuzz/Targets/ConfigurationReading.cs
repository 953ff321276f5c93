using System.Text;
using QapiGen.Compatibility.Configuration;
using QapiGen.Schema.Text;

namespace QapiGen.Fuzz.Targets;

/// <summary>The reader of <c>qapigen.toml</c>: faults are listed.</summary>
internal static class ConfigurationReading
{
    public static void Read(byte[] input) => ProjectConfiguration.Parse(new SchemaFile("qapigen.toml", Encoding.UTF8.GetString(input)));
}
