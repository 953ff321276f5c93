using QapiGen.Schema.Loading;
using Xunit;

namespace QapiGen.Schema.Tests.Loading;

public sealed class SchemaPathTests
{
    // Spec R-22.
    [Theory]
    [InlineData("a/b.json", "../c.json", "a/../c.json")]
    [InlineData("b.json", "c.json", "c.json")]
    [InlineData("./b.json", "c.json", "./c.json")]
    [InlineData("a/b.json", "/c.json", "/c.json")]
    [InlineData("/b.json", "c.json", "/c.json")]
    public void An_include_is_joined_but_not_normalised(string including, string include, string expected) =>
        Assert.Equal(expected, SchemaPath.Join(including, include));

    // Spec I-2.
    [Theory]
    [InlineData("a/./b/../c.json", null, "a/c.json")]
    [InlineData("../../a.json", null, "../../a.json")]
    [InlineData("a/../../b.json", null, "../b.json")]
    [InlineData("/../a//b.json", null, "/a/b.json")]
    [InlineData("a.json", "/x/y", "/x/y/a.json")]
    [InlineData("../a.json", "/x/y/", "/x/a.json")]
    [InlineData("/a.json", "/x/y", "/a.json")]
    public void What_identifies_a_file_is_its_path_without_detours(string path, string? workingDirectory, string expected) =>
        Assert.Equal(expected, SchemaPath.Normalize(path, workingDirectory));

    // Spec I-6, K-29.
    [Theory]
    [InlineData("/q/qapi/root.json", "/q/qapi/root.json", "root.json")]
    [InlineData("/q/qapi/sub/a.json", "/q/qapi/root.json", "sub/a.json")]
    [InlineData("/q/qapi/a.json", "/q/storage/qapi/root.json", "../../qapi/a.json")]
    [InlineData("a.json", "root.json", "a.json")]
    [InlineData("../a.json", "root.json", "../a.json")]
    [InlineData("../qapi/a.json", "../storage/root.json", "../qapi/a.json")]
    [InlineData("../x/a.json", "../x/root.json", "a.json")]
    public void A_module_is_named_relative_to_the_root(string path, string root, string expected) =>
        Assert.Equal(expected, SchemaPath.GetModuleName(path, root));
}
