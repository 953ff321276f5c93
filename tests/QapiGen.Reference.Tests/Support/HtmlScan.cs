using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;

namespace QapiGen.Reference.Tests.Support;

/// <summary>What a browser makes of a page, as far as tests ask.</summary>
internal static partial class HtmlScan
{
    /// <summary>The tags and attributes that appear, once each: <c>a href</c>.</summary>
    public static IEnumerable<string> Elements(string html) => Tag().Matches(html).Select(match => match.Groups[1].Value.ToLowerInvariant()).Distinct();

    /// <summary>The values of an attribute.</summary>
    public static IEnumerable<string> Attributes(string html, string name) =>
        Tag().Matches(html).SelectMany(tag => Attribute().Matches(tag.Value)).Where(match => match.Groups[1].Value == name).Select(match => WebUtility.HtmlDecode(match.Groups[2].Value));

    /// <summary>The text without mark-up.</summary>
    public static string Text(string html) => WebUtility.HtmlDecode(Tag().Replace(html, " "));

    [GeneratedRegex("""<!?/?([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<>]*")?)*)\s*/?>""")]
    private static partial Regex Tag();

    [GeneratedRegex("""\s([a-zA-Z-]+)="([^"]*)["]""")]
    private static partial Regex Attribute();
}
