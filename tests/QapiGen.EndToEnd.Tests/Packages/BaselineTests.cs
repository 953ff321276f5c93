using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>Packages are compared with those that were published last.</summary>
public sealed class BaselineTests
{
    [Theory]
    [InlineData("runtime/QapiGen.Runtime", "", "")]
    [InlineData("runtime/QapiGen.Runtime", "0.1.0", "0.1.0")]
    [InlineData("generator/QapiGen.Cli", "0.1.0", "")]
    public void A_library_has_the_released_version_as_its_baseline(string project, string released, string baseline)
    {
        string said = LocalFeed.Run(RepositoryPaths.Root, "msbuild", project, $"-p:ReleasedVersion={released}", "-getProperty:PackageValidationBaselineVersion");

        Assert.Equal(baseline, said.Trim());
    }
}
