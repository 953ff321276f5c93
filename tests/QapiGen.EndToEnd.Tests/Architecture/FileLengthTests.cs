using System;
using System.IO;
using System.Linq;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>A file that has grown beyond what one reads at once has several ideas in it.</summary>
public sealed class FileLengthTests
{
    private const int MaxLines = 368;

    [Fact]
    public void No_file_is_longer_than_can_be_read_at_once()
    {
        string[] tooLong =
        [
            .. ((string[])["generator", "runtime", "samples"])
                .SelectMany(static folder => Directory.EnumerateFiles(RepositoryPaths.Get(folder), "*.cs", SearchOption.AllDirectories))
                .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                .Where(static path => File.ReadLines(path).Count() > MaxLines)
                .Select(static path => Path.GetRelativePath(RepositoryPaths.Root, path)),
        ];

        Assert.Empty(tooLong);
    }
}
