namespace QapiGen.Compatibility.Reports;

/// <summary>Text in Markdown.</summary>
internal static class MarkdownText
{
    /// <summary>Text that means itself.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", "\\\\").Replace("*", "\\*").Replace("_", "\\_").Replace("<", "\\<").Replace("`", "\\`");

    /// <summary>A name, as code.</summary>
    public static string Code(string name) => $"`{name}`";
}
