using System.Linq;
using QapiGen.Schema.Dialects;
using Xunit;

namespace QapiGen.Schema.Tests.Dialects;

public sealed class DialectTests
{
    // Spec V-40.
    [Theory]
    [InlineData("lenient")]
    [InlineData("5.2")]
    [InlineData("7.2")]
    [InlineData("10.0")]
    [InlineData("10.2")]
    public void A_preset_is_found_by_its_name(string name)
    {
        Assert.True(Dialect.TryParse(name, out Dialect? dialect));
        Assert.Equal(name, dialect.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6.0")]
    [InlineData("Lenient")]
    [InlineData("10")]
    public void Other_names_find_nothing(string? name) => Assert.False(Dialect.TryParse(name, out _));

    // Spec V-40.
    [Fact]
    public void Presets_differ()
    {
        Assert.Equal(5, Dialect.Presets.Select(dialect => dialect with { Name = "" }).Distinct().Count());
    }

    // Spec V-22, V-23.
    [Fact]
    public void Releases_10_0_and_10_2_differ_in_documentation_lines_and_headings_only()
    {
        Assert.Equal(Dialect.Qemu102, Dialect.Qemu111 with { Name = "10.2" });
        Assert.Equal(Dialect.Qemu102, Dialect.Qemu100 with { Name = "10.2", ChecksDocLines = true, Headings = DocHeadings.Text });
    }
}
