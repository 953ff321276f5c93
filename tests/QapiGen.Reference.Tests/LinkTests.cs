using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>Links lead somewhere.</summary>
public sealed class LinkTests
{
    public static IEnumerable<object[]> Roots =>
        QemuSchemas.Roots.SelectMany(root => Enum.GetValues<ManualFormat>().Select(format => (object[])[.. root, format]));

    [Theory]
    [InlineData(ManualFormat.Html)]
    [InlineData(ManualFormat.Markdown)]
    public void No_link_of_a_small_manual_is_dead(ManualFormat format) => Check(Manual.OfSample(format, hasBaseline: true));

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void No_link_of_a_real_manual_is_dead(string release, string root, ManualFormat format)
    {
        // With what is different from the release before, where there is one.
        string? before = release switch { "7.2" => "5.2", "10.2" => "7.2", _ => null };
        Check(Manual.Write(QemuSchemas.PathOf(release, root), format, before ?? "", before is null ? null : QemuSchemas.PathOf(before, root)));
    }

    [Fact]
    public void References_of_every_form_are_links()
    {
        string page = Manual.Write(ManualFormat.Html, ("a.json", """
            { 'struct': 'Abc', 'data': { 'mem': 'str' } }

            ##
            # = On `Abc` and ``code``
            #
            # And then.
            #
            # == Of :qapi:struct:`~Abc`
            ##

            ##
            # @query-x:
            #
            # 1 :qapi:member:`own`; 2 `~Abc.mem`; 3 `the text <Abc>`;
            # 4 `query-x[].mem <query-x>`; 5 @own.mem; 6 `QMP:a.Abc`; 7 `!Abc`.
            #
            # @own: it
            ##
            { 'command': 'query-x', 'data': { 'own': 'Abc' }, 'returns': [ 'Abc' ] }

            """)).Pages["a.html"];

        Assert.Contains("""1 <a href="#command-query-x.own"><code>own</code></a>""", page, StringComparison.Ordinal);
        Assert.Contains("""2 <a href="#type-abc.mem"><code>mem</code></a>""", page, StringComparison.Ordinal);
        Assert.Contains("""3 <a href="#type-abc">the text</a>""", page, StringComparison.Ordinal);
        Assert.Contains("""4 <a href="#command-query-x">query-x[].mem</a>""", page, StringComparison.Ordinal);
        Assert.Contains("""5 <a href="#command-query-x.own"><code>own.mem</code></a>""", page, StringComparison.Ordinal);
        Assert.Contains("""6 <a href="#type-abc"><code>QMP:a.Abc</code></a>""", page, StringComparison.Ordinal);
        Assert.Contains("7 <code>Abc</code>.", page, StringComparison.Ordinal);
        Assert.Contains("""On <a href="#type-abc"><code>Abc</code></a> and <code>code</code>""", page, StringComparison.Ordinal);
        Assert.Contains("""Of <a href="#type-abc"><code>Abc</code></a>""", page, StringComparison.Ordinal);
        Assert.DoesNotContain(":qapi:", page, StringComparison.Ordinal);
    }

    private static void Check(Manual manual)
    {
        Dictionary<string, HashSet<string>> places = [];
        foreach ((string name, string html) in manual.Pages)
        {
            string[] ids = [.. HtmlScan.Attributes(html, "id")];
            Assert.Equal(ids.Distinct(), ids);
            places.Add(name, [.. ids]);
        }

        foreach (ManualFile file in manual.Files)
        {
            places.TryAdd(file.Name, []);
        }

        int links = 0;
        foreach ((string name, string html) in manual.Pages)
        {
            foreach (string href in HtmlScan.Attributes(html, "href").Concat(HtmlScan.Attributes(html, "src")))
            {
                if (href.Contains("://", StringComparison.Ordinal))
                {
                    Assert.True(Uri.TryCreate(href, UriKind.Absolute, out Uri? address) && address.Host.Length > 0, $"{name}: no address {href}");
                    continue;
                }

                links++;
                string[] parts = href.Split('#');
                string file = parts[0].Length == 0 ? name : parts[0];
                Assert.True(places.TryGetValue(file, out HashSet<string>? ids), $"{name}: no file {href}");
                Assert.True(parts.Length == 1 || ids.Contains(parts[1]), $"{name}: no place {href}");
            }
        }

        Assert.True(links > 20);
    }
}
