using System;
using System.Collections.Generic;
using System.Text.Json;
using QapiGen.Dashboard.Servers;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Dashboard.Web;

/// <summary>Arrays that the modules of compiled schemas carry, joined to one.</summary>
internal static class ModuleArrays
{
    /// <summary>Which array of a module.</summary>
    public delegate ReadOnlySpan<byte> Selector(QmpModule module);

    /// <summary>Joins them, in order; of several elements of one name the first.</summary>
    public static byte[] Join(IEnumerable<QmpCompiledSchema> schemas, Selector selector) => JsonBytes.Write(writer =>
    {
        var names = new HashSet<string?>(StringComparer.Ordinal);
        writer.WriteStartArray();
        foreach (QmpCompiledSchema schema in schemas)
        {
            foreach (QmpModule module in schema.Modules)
            {
                ReadOnlySpan<byte> array = selector(module);
                if (array.IsEmpty)
                {
                    continue;
                }

                var reader = new Utf8JsonReader(array);
                foreach (JsonElement element in JsonElement.ParseValue(ref reader).EnumerateArray())
                {
                    if (names.Add(element.GetProperty("name").GetString()))
                    {
                        element.WriteTo(writer);
                    }
                }
            }
        }

        writer.WriteEndArray();
    });
}
