using System.Collections.Generic;
using System.Linq;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Names;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Content;

/// <summary>The types that every schema has.</summary>
internal static class BuiltinTypesPage
{
    /// <summary>Builds the page.</summary>
    public static ManualPage Build(IReadOnlyList<Entry> types, DefinitionBuilder definitions)
    {
        var content = new List<Block> { new ParagraphBlock(Inline.Line("The types that every schema has, and what they are in JSON.")) };
        foreach (Entry entry in types)
        {
            DefinitionBlock block = definitions.Build(entry, 2);
            content.Add(block with { Content = [new ParagraphBlock(Inline.Line(Explain(entry.Entity))), .. block.Content] });
        }

        return new ManualPage(PageNames.BuiltinTypes, "Built-in types", "", [.. types.Select(t => new OutlineItem(t.Target.Anchor, t.Name, t.Kind))], content);
    }

    private static string Explain(SchemaEntity entity) => (entity as BuiltinType)?.Kind switch
    {
        BuiltinKind.Str => "A JSON string.",
        BuiltinKind.Number => "A JSON number, as a double-precision floating-point number.",
        BuiltinKind.Int or BuiltinKind.Int64 => "A JSON number without fraction, from −2⁶³ to 2⁶³ − 1.",
        BuiltinKind.Int8 => "A JSON number without fraction, from −128 to 127.",
        BuiltinKind.Int16 => "A JSON number without fraction, from −32768 to 32767.",
        BuiltinKind.Int32 => "A JSON number without fraction, from −2³¹ to 2³¹ − 1.",
        BuiltinKind.UInt8 => "A JSON number without fraction, from 0 to 255.",
        BuiltinKind.UInt16 => "A JSON number without fraction, from 0 to 65535.",
        BuiltinKind.UInt32 => "A JSON number without fraction, from 0 to 2³² − 1.",
        BuiltinKind.UInt64 => "A JSON number without fraction, from 0 to 2⁶⁴ − 1.",
        BuiltinKind.Size => "A size in bytes: a JSON number without fraction, from 0 to 2⁶⁴ − 1.",
        BuiltinKind.Bool => "JSON true or false.",
        BuiltinKind.Any => "Any JSON value.",
        BuiltinKind.Null => "JSON null.",
        _ => "The kinds of JSON values.",
    };
}
