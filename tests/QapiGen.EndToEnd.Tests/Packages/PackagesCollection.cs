using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>The classes that share one set of packages.</summary>
[CollectionDefinition(Name)]
public sealed class PackagesCollection : ICollectionFixture<LocalFeed>
{
    public const string Name = "packages";
}
