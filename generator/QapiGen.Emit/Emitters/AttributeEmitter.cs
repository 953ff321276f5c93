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
            w.Line($"[global::System.Obsolete({Advice(mark)}, DiagnosticId = \"QAPI5001\"{Page("QAPI5001", site)})]");
        }

        if (mark.IsUnstable)
        {
            w.Line($"[global::System.Diagnostics.CodeAnalysis.Experimental(\"QAPI5002\"{Page("QAPI5002", site)})]");
        }
    }

    /// <summary>Of a parameter, with a space behind; empty if it has none. The compiler's own attributes for what is deprecated or unstable can't stand there.</summary>
    public static string OfParameter(MarkSpec mark)
    {
        // The name is what a guard has to ask for.
        string since = mark is { Since: string version, WireName: string name }
            ? $"[{RuntimeNames.Metadata}QapiSince({CSharpLiteral.Quote(version)}), {RuntimeNames.Metadata}QapiName({CSharpLiteral.Quote(name)})] "
            : "";
        string deprecated = mark.IsDeprecated ? $"[{RuntimeNames.Metadata}QapiDeprecated({Advice(mark)})] " : "";
        string unstable = mark.IsUnstable ? $"[{RuntimeNames.Metadata}QapiUnstable] " : "";
        return since + deprecated + unstable;
    }

    private static string Advice(MarkSpec mark) => CSharpLiteral.Quote(mark.Deprecation ?? "The schema marks it as deprecated.");

    private static string Page(string id, string? site) => RulePages.Of(id, site) is { } page ? $", UrlFormat = {CSharpLiteral.Quote(page)}" : "";
}
