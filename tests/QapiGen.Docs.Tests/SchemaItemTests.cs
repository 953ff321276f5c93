using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Docs.Tests;

/// <summary>Items of projects that pages show say what the build reads.</summary>
public sealed partial class SchemaItemTests
{
    // As the package hands them to the compiler, QapiRole for Role.
    private static readonly HashSet<string> s_settings =
        [.. XDocument.Load(RepositoryPaths.Get("generator", "QapiGen.SourceGenerator", "build", "QapiGen.props")).Descendants().Attributes("MetadataName").Select(static name => name.Value["Qapi".Length..])];

    // Its examples are wrong on purpose.
    public static TheoryData<string> PagesWithItems() => [.. Pages.All.Where(static page => page != "generator/rules.md" && Blocks(page).Any())];

    [Theory]
    [MemberData(nameof(PagesWithItems))]
    public void Every_item_of_a_page_has_known_settings(string page)
    {
        foreach (string block in Blocks(page))
        {
            XElement parsed = XElement.Parse($"<all>{block}</all>");
            Assert.All(parsed.Descendants("QapiSchema"), static item => Assert.Empty(Names(item).Except([.. s_settings, "Include"])));
            Assert.All(parsed.Descendants("QapiInclude"), static item => Assert.Empty(Names(item).Except(["Include", "Name"])));
        }
    }

    [Fact]
    public void Pages_have_items() => Assert.InRange(PagesWithItems().Count, 4, 1000);

    private static IEnumerable<string> Names(XElement item) => item.Attributes().Select(static attribute => attribute.Name.LocalName);

    private static IEnumerable<string> Blocks(string page) =>
        Block().Matches(File.ReadAllText(RepositoryPaths.Get(page)).ReplaceLineEndings("\n")).Select(static block => block.Groups["text"].Value)
            .Where(static text => text.Contains("<Qapi", StringComparison.Ordinal));

    [GeneratedRegex(@"^```xml\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
