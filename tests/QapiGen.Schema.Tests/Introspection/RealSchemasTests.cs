using System.Linq;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Introspection;

/// <summary>Introspection of QEMU's own schemas.</summary>
public sealed class RealSchemasTests
{
    // Spec Q-14.
    [QemuSchemasTheory]
    [InlineData("5.2", "qapi", 896)]
    [InlineData("5.2", "qga", 113)]
    [InlineData("5.2", "storage-daemon/qapi", 431)]
    [InlineData("7.2", "qapi", 1070)]
    [InlineData("7.2", "qga", 125)]
    [InlineData("7.2", "storage-daemon/qapi", 499)]
    [InlineData("10.2", "qapi", 1225)]
    [InlineData("10.2", "qga", 132)]
    [InlineData("10.2", "storage-daemon/qapi", 529)]
    public void Number_of_objects_is_that_of_the_release(string release, string folder, int count)
    {
        QapiSchema schema = Schemas.BindQemu(release, folder + "/qapi-schema.json");
        var infos = IntrospectionBuilder.Build(schema, SymbolSet.Everything);
        Assert.Equal(count, infos.Count);
        Assert.Equal(infos, IntrospectionReader.Read(IntrospectionWriter.Write(infos)));
        Assert.Equal(count, infos.Select(info => info.Name).Distinct().Count());
    }
}
