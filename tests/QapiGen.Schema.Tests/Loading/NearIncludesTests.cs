using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Loading;
using Xunit;

namespace QapiGen.Schema.Tests.Loading;

public sealed class NearIncludesTests
{
    [Theory]
    [InlineData("Block.json", "block.json")]
    [InlineData("BLOCK.JSON", "block.json")]
    [InlineData(" block.json", "block.json")]
    [InlineData("block.json ", "block.json")]
    [InlineData("block", "block.json")]
    [InlineData("blokc.json", "block.json")]
    [InlineData("net\\Common.json", "net/Common.json")]
    [InlineData("net\\common.json", "net/Common.json")]
    [InlineData(".\\Net/common.json", "net/Common.json")]
    [InlineData("Net /Deep\\ lower.json", "net/deep/Lower.json")]
    [InlineData("../q/Block.json", "../q/block.json")]
    [InlineData("/src/q/BLOCK.json", "/src/q/block.json")]
    [InlineData("lib/Job.json", "job.json")]
    [InlineData("named.JSON", "Named.json")]
    [InlineData("disk1.json", "")]
    [InlineData("b.json", "")]
    [InlineData("other.json", "")]
    [InlineData("block.txt", "")]
    [InlineData("nowhere/block.json", "")]
    [InlineData("Root.json", "")]
    [InlineData("block.json", "")]
    [InlineData("its'.json", "")]
    [InlineData(" ", "")]
    [InlineData("/", "")]
    public void What_is_nearly_a_file_is_meant_perhaps(string include, string meant) =>
        Assert.Equal(meant, string.Join(" ", NearIncludes.Find(new Files(), "/src/q/root.json", include)));

    [Fact]
    public void Of_several_that_are_as_near_all_are_meant_perhaps() =>
        Assert.Equal(["Two.json", "tWo.json"], NearIncludes.Find(new Files(), "/src/q/root.json", "TWO.json"));

    // Those that the string goes through only where it leads nowhere.
    [Theory]
    [InlineData("Block.json", "/src/q/")]
    [InlineData("nowhere.json", "/src/q/")]
    [InlineData("net/common.json", "/src/q/net/")]
    [InlineData("Net/common.json", "/src/q/Net/ /src/q/ /src/q/net/")]
    [InlineData("gone/common.json", "/src/q/gone/ /src/q/")]
    [InlineData("/src/q/Block.json", "/src/q/")]
    public void No_folder_is_read_that_wasnt_asked_for(string include, string read)
    {
        var files = new Files();

        NearIncludes.Find(files, "/src/q/root.json", include);

        Assert.Equal(read, string.Join(" ", files.Read));
    }

    private sealed class Files : ISchemaFolders
    {
        private static readonly string[] s_paths =
        [
            "/src/q/root.json", "/src/q/block.json", "/src/q/disk0.json", "/src/q/a.json", "/src/q/Two.json", "/src/q/tWo.json", "/src/q/It's.json", "/src/q/net/Common.json",
            "/src/q/net/deep/Lower.json",
        ];

        public List<string> Read { get; } = [];

        public IEnumerable<string> Names => ["Named.json"];

        public bool IsThere(string displayPath) => false;

        public IEnumerable<string> List(string folder, bool isOfFolders)
        {
            string path = SchemaPath.Normalize(folder).TrimEnd('/') + "/";
            Read.Add(folder);
            return s_paths.Where(file => file.StartsWith(path, StringComparison.Ordinal)).Select(file => file[path.Length..])
                .Where(file => file.Contains('/', StringComparison.Ordinal) == isOfFolders).Select(static file => file.Split('/')[0]).Distinct();
        }
    }
}
