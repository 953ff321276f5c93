using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Emit.Text;
using QapiGen.Schema.Model;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>The generated text, one accepted file per kind of output.</summary>
public sealed class SnapshotTests
{
    public static TheoryData<string> Parts =>
        [.. Files().Select(file => file.HintName)];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_emitter_writes_what_was_accepted(string hintName)
    {
        string text = Files().Single(file => file.HintName == hintName).Text.ToString();
        string scrubbed = System.Text.RegularExpressions.Regex.Replace(text, @"GeneratedCode\(""QapiGen"", ""[0-9.]+""\)", "GeneratedCode(\"QapiGen\", \"VERSION\")");
        string name = hintName.Replace('/', '.').Replace(".g.cs", ".verified.txt", System.StringComparison.Ordinal);
        Snapshot.Verify(RepositoryPaths.Get("tests", "QapiGen.Emit.Tests", "Snapshots", name), scrubbed);
    }

    [Fact]
    public void Every_construct_compiles_without_a_warning() => InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Samples.EveryConstruct)));

    [Theory]
    [InlineData(GenerationRole.Client)]
    [InlineData(GenerationRole.Server)]
    public void Each_role_compiles_without_a_warning(GenerationRole role) =>
        InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Samples.EveryConstruct), new GenerationOptions { Namespace = "", Role = role, Documentation = false }));

    [Theory]
    [InlineData("none")]
    [InlineData("CONFIG_BOX")]
    public void Each_configuration_compiles_without_a_warning(string conditions) =>
        InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Samples.EveryConstruct), new GenerationOptions { Namespace = "N", Conditions = conditions }));

    [Theory]
    [InlineData(GenerationRole.Both, "Test")]
    [InlineData(GenerationRole.Client, "")]
    [InlineData(GenerationRole.Server, "Test")]
    public void One_file_compiles_without_a_warning_to_the_same_types_and_members(GenerationRole role, string place)
    {
        var options = new GenerationOptions { Namespace = place, Role = role, MinimumVersion = "10.0" };
        QapiSchema schema = Generated.Parse(Samples.EveryConstruct);

        Assembly one = InMemoryCompiler.Compile([Generated.EmitTogether(schema, options)]);

        Assert.Equal(MembersOf(InMemoryCompiler.Compile(Generated.Emit(schema, options))), MembersOf(one));
    }

    private static IEnumerable<string> MembersOf(Assembly assembly) => assembly.GetTypes()
        .Where(static type => !type.Name.Contains('<', System.StringComparison.Ordinal))
        .SelectMany(static type => type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance).Select(member => $"{type.FullName}: {member}"))
        .Concat(assembly.GetCustomAttributesData().Where(static data => data.AttributeType.Name.StartsWith("Qapi", System.StringComparison.Ordinal)).Select(static data => data.ToString()))
        .Order(System.StringComparer.Ordinal);

    private static IReadOnlyList<GeneratedFile> Files() =>
    [
        .. Generated.Emit(Generated.Load(RepositoryPaths.Get("schema", "job.json")), new GenerationOptions { Namespace = "QapiGen.Jobs" }),
        .. Generated.Emit(Generated.Parse(Samples.EveryConstruct, "every.json"), new GenerationOptions { Namespace = "Test" }),
    ];
}
