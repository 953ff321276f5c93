using System.Collections.Generic;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Emit.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Real schemas become C# that compiles without a warning.</summary>
public sealed class RealSchemaTests
{
    [Theory]
    [InlineData("job.json")]
    [InlineData("baselines/job-4.0.json")]
    public void Both_job_schemas_compile_without_a_warning(string path) =>
        InMemoryCompiler.Compile(Generated.Emit(Generated.Load(RepositoryPaths.Get("schema", path))));

    [QemuSchemasTheory]
    [MemberData(nameof(QemuSchemas.Roots), MemberType = typeof(QemuSchemas))]
    public void Every_root_of_QEMU_compiles_without_a_warning(string release, string root)
    {
        IReadOnlyList<GeneratedFile> files = Generated.Emit(Generated.Load(QemuSchemas.PathOf(release, root)));
        InMemoryCompiler.Compile(files);
    }

    [QemuSchemasTheory]
    [InlineData(GenerationRole.Client)]
    [InlineData(GenerationRole.Server)]
    [InlineData(GenerationRole.Both)]
    public void What_a_role_needs_of_QEMU_compiles_without_a_warning(GenerationRole role) => InMemoryCompiler.Compile(Generated.Emit(
        Generated.Load(QemuSchemas.PathOf("10.2", "qapi/qapi-schema.json")), new GenerationOptions { Namespace = "Test", Role = role, OnlyNeededCodecs = true }));
}
