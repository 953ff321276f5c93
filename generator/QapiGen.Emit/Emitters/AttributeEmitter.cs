using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using QapiGen.Schema.Diagnostics;

namespace QapiGen.Emit.Emitters;

/// <summary>Writes the attributes that an element of a schema gets in C#.</summary>
internal static class AttributeEmitter
{
    /// <summary>Of a top-level type.</summary>
    public static void WriteType(SourceWriter w, MarkSpec mark, string? converter)
    {
        w.Line(GeneratedHeader.Attribute);
        Write(w, mark);
        if (converter is not null)
        {
            WriteConverter(w, converter);
        }
    }

    /// <summary>The converter for System.Text.Json, its name relative to the runtime's namespace.</summary>
    public static void WriteConverter(SourceWriter w, string converter) =>
        w.Line($"[{RuntimeNames.Json}Serialization.JsonConverter(typeof({RuntimeNames.Wire}{converter}))]");

    /// <summary>Of a member, value, method or nested type.</summary>
    public static void Write(SourceWriter w, MarkSpec mark) => Write(w, mark, RulePages.Site);

    /// <summary>The same, with links to the rules' pages on a site, if there is one.</summary>
    public static void Write(SourceWriter w, MarkSpec mark, string? site)
    {
        if (mark.WireName is not null)
        {
            w.Line($"[{RuntimeNames.Metadata}QapiName({CSharpLiteral.Quote(mark.WireName)})]");
        }

        if (mark.Since is not null)
        {
            w.Line($"[{RuntimeNames.Metadata}QapiSince({CSharpLiteral.Quote(mark.Since)})]");
        }

        if (mark.IsDeprecated)
        {
            string advice = mark.Deprecation ?? "The schema marks it as deprecated.";
            w.Line($"[global::System.Obsolete({CSharpLiteral.Quote(advice)}, DiagnosticId = \"QAPI5001\"{Page("QAPI5001", site)})]");
        }

        if (mark.IsUnstable)
        {
            w.Line($"[global::System.Diagnostics.CodeAnalysis.Experimental(\"QAPI5002\"{Page("QAPI5002", site)})]");
        }
    }

    private static string Page(string id, string? site) => RulePages.Of(id, site) is { } page ? $", UrlFormat = {CSharpLiteral.Quote(page)}" : "";
}
