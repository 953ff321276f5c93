using Xunit;

namespace QapiGen.Runtime.Tests.Support;

/// <summary>Tests that look at the whole process, so that no others may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "alone";
}
