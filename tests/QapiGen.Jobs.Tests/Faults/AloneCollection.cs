using Xunit;

namespace QapiGen.Jobs.Tests.Faults;

/// <summary>Runs beside no other test: its listeners fail whoever measures.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone in its process";
}
