using System;
using QapiGen.Emit.Emitters;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Text;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Attributes of what a schema marks.</summary>
public sealed class AttributeTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("https://docs.example.org/", ", UrlFormat = \"https://docs.example.org/rules/{0}.html\"")]
    public void Warnings_lead_to_the_pages_of_their_rules_where_there_is_a_site(string? site, string link)
    {
        var w = new SourceWriter();

        AttributeEmitter.Write(w, new MarkSpec(null, IsDeprecated: true, IsUnstable: true, Deprecation: "Use another one."), site);

        Assert.Equal(
            $"""
            [global::System.Obsolete("Use another one.", DiagnosticId = "QAPI5001"{link.Replace("{0}", "QAPI5001", StringComparison.Ordinal)})]
            [global::System.Diagnostics.CodeAnalysis.Experimental("QAPI5002"{link.Replace("{0}", "QAPI5002", StringComparison.Ordinal)})]

            """,
            w.ToText().ToString(),
            ignoreLineEndingDifferences: true);
    }
}
