using System;
using System.IO;
using System.Text.Json;
using QapiGen.Compatibility;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Reports;
using QapiGen.Compatibility.Saved;
using QapiGen.Reference.Tests.Support;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>Reports as Markdown are pasted where others read them: names of a server are text there, too.</summary>
public sealed class ReportMarkUpTests
{
    [Theory]
    [InlineData("[x](javascript:alert(1)) ![p](http://tracker/p)")]
    [InlineData("`` ` ``` </code><img src=x onerror=alert(1)>")]
    [InlineData("@everyone #1 | a | b | ~~c~~ $x$ &lt;img&gt;")]
    [InlineData("*a* _b_ <script>alert(1)</script>")]
    public void Names_of_a_server_are_no_mark_up_in_a_report(string name)
    {
        CompatibilityReport report = SchemaComparer.Compare(SavedSchema.Read(Reply("int", name)), SavedSchema.Read(Reply("str", name)));
        var context = new ReportContext(name, name, "1.2.3");

        foreach (Action<TextWriter> write in (Action<TextWriter>[])[w => MarkdownReport.Write(report, context, w), w => ChangelogReport.Write([new ReportedComparison(report, context)], w)])
        {
            var text = new StringWriter { NewLine = "\n" };
            write(text);
            string html = Markdig.Markdown.ToHtml(text.ToString());

            Assert.DoesNotMatch("<(img|script|a|table|del) ?|<[^>]* on[a-z]+=", html);
            Assert.Contains(name, HtmlScan.Text(html), StringComparison.Ordinal);
            Assert.DoesNotMatch(@"(?m)^[^`\n]*(?<!\\)@everyone", text.ToString());
        }
    }

    private static SchemaFile Reply(string type, string name) => new("reply", $$"""
        [{"name": {{JsonSerializer.Serialize(name)}}, "meta-type": "command", "arg-type": "x", "ret-type": "0"},
         {"name": {{JsonSerializer.Serialize(type + name)}}, "meta-type": "command", "arg-type": "0", "ret-type": "0"},
         {"name": "x", "meta-type": "object", "members": [{"name": {{JsonSerializer.Serialize(name)}}, "type": "{{type}}"}]},
         {"name": "0", "meta-type": "object", "members": []},
         {"name": "int", "meta-type": "builtin", "json-type": "int"}, {"name": "str", "meta-type": "builtin", "json-type": "string"}]
        """);
}
