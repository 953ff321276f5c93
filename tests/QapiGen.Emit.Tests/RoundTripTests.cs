using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using QapiGen.Emit.Tests.Support;
using QapiGen.Schema.Model;
using QapiGen.TestSupport;
using QapiGen.TestValues;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Random valid values of every generated type encode and decode to themselves.</summary>
[Trait("Draws", "examples")]
public sealed class RoundTripTests
{
    private const int ValuesPerType = 6;

    [Fact]
    public void Every_type_of_every_construct_survives() => Check(Generated.Parse(Samples.EveryConstruct), valuesPerType: 100);

    [QemuSchemasTheory]
    [InlineData("5.2")]
    [InlineData("7.2")]
    [InlineData("10.2")]
    public void Every_type_of_the_emulator_survives(string release) =>
        Check(Generated.Load(QemuSchemas.PathOf(release, "qapi/qapi-schema.json")), ValuesPerType);

    private static void Check(QapiSchema schema, int valuesPerType)
    {
        Assembly assembly = InMemoryCompiler.Compile(Generated.Emit(schema));
        IReadOnlyDictionary<string, RoundTrip> trips = RoundTrip.OfAssembly(assembly);
        Examples.CheckSeeds([20250117], seed => Check(schema, trips, new SchemaValues(new Random(seed)), valuesPerType));
    }

    private static void Check(QapiSchema schema, IReadOnlyDictionary<string, RoundTrip> trips, SchemaValues values, int valuesPerType)
    {
        int checkedTypes = 0;
        foreach (SchemaEntity entity in schema.Entities.Where(entity => !entity.Module.IsBuiltin))
        {
            SchemaType? type = entity switch
            {
                EnumType { Values.Count: > 0 } or AlternateType or ObjectType { IsImplicit: false } => (SchemaType)entity,
                EventDefinition data => data.Data,
                _ => null,
            };
            if (type is null || !values.HasValues(type))
            {
                continue;
            }

            checkedTypes++;
            for (int i = 0; i < valuesPerType; i++)
            {
                trips[entity.Name].Check(values.Make(type));
            }
        }

        Assert.NotEqual(0, checkedTypes);
    }
}
