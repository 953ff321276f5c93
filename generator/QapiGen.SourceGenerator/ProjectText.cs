using System.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Writes names as a project file has to have them.</summary>
internal static class ProjectText
{
    /// <summary>A name as the value of an attribute, in which MSBuild reads neither a list, a pattern, a property nor an item, and XML nothing.</summary>
    /// <param name="name">The name of a file.</param>
    public static string Escape(string name)
    {
        var text = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = i + 1 < name.Length && name[i + 1] == '(';
            _ = name[i] switch
            {
                '%' => text.Append("%25"),
                ';' => text.Append("%3B"),
                '*' => text.Append("%2A"),
                '?' => text.Append("%3F"),
                '$' when begins => text.Append("%24"),
                '@' when begins => text.Append("%40"),
                '&' => text.Append("&amp;"),
                '<' => text.Append("&lt;"),
                '"' => text.Append("&quot;"),
                char other => text.Append(other),
            };
        }

        return text.ToString();
    }
}
