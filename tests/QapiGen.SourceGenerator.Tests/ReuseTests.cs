using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QapiGen.Schema.Diagnostics;
using QapiGen.SourceGenerator.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>When types of a referenced assembly stand for those of a module, and when a build gets its own.</summary>
public sealed class ReuseTests
{
    private static readonly string s_job = File.ReadAllText(RepositoryPaths.Get("schema", "job.json"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_module_of_a_referenced_assembly_is_used_from_there(bool asImage)
    {
        CSharpCompilation output = Generate(Including(s_job) with { References = [Jobs(s_job, asImage)] });
        Assert.Null(output.GetTypeByMetadataName("Host.JobInfo"));
        Assert.Equal("Jobs", NamespaceOf(output, "Host.Report", "Info"));
        Assert.Equal("IJobCommands", Property(output, "Host.HostClient", "Job").Type.Name);
    }

    [Fact]
    public void Another_module_of_the_same_name_gets_types_of_its_own_and_that_is_no_fault()
    {
        string older = File.ReadAllText(RepositoryPaths.Get("schema", "baselines", "job-4.0.json"));
        Build host = Including(s_job) with { References = [Jobs(older)] };

        Diagnostic said = Assert.Single(host.Report());
        Assert.Equal((SchemaRules.ModuleMismatch.Id, DiagnosticSeverity.Info), (said.Id, said.Severity));
        Assert.Equal(
            "assembly Jobs was generated from another 'job.json' than the one included here, so types of its own are generated for it; "
            + "Reuse=\"false\" says that this is meant",
            said.GetMessage());
        Assert.Equal("Host", NamespaceOf(Generate(host), "Host.Report", "Info"));
    }

    [Theory]
    [InlineData("Client", "")]
    [InlineData("Server", "")]
    [InlineData("Both", "Needed")]
    public void A_module_with_what_its_role_needs_is_not_shared_and_that_is_said(string role, string needed)
    {
        Build Library(string codecs) => new Build().WithRoot("/s/job.json", s_job, ("Namespace", "Jobs"), ("Role", role), ("Codecs", codecs));
        Build host = Including(s_job, ("Role", role), ("Codecs", "Both")) with { References = [Library(needed).Generate("Jobs").ToMetadataReference()] };
        Diagnostic said = Assert.Single(host.Report());
        Assert.Equal((SchemaRules.ModuleForItself.Id, DiagnosticSeverity.Info), (said.Id, said.Severity));
        Assert.Contains("assembly Jobs", said.GetMessage(), System.StringComparison.Ordinal);
        Assert.Equal("Host", NamespaceOf(Generate(host), "Host.Report", "Info"));

        Build both = Including(s_job, ("Role", role), ("Codecs", "Both")) with { References = [Library("Both").Generate("Jobs").ToMetadataReference()] };
        Assert.Empty(both.Report());
        Assert.Equal("Jobs", NamespaceOf(Generate(both), "Host.Report", "Info"));
    }

    [Theory]
    [InlineData("Server", "", "Both", "Role=\"Both\"")]
    [InlineData("Server", "Both", "Both", "Role=\"Both\"")]
    [InlineData("Server", "Both", "Client", "Role=\"Both\"")]
    [InlineData("Client", "Both", "Both", "Role=\"Both\"")]
    [InlineData("Client", "Needed", "Server", "Role=\"Both\"")]
    [InlineData("Client", "Needed", "Client", "Codecs=\"Both\"")]
    [InlineData("Both", "Needed", "Server", "Codecs=\"Both\"")]
    public void A_module_that_lacks_a_side_is_not_shared_with_who_needs_it(string role, string codecs, string here, string mend)
    {
        MetadataReference library = new Build().WithRoot("/s/job.json", s_job, ("Namespace", "Jobs"), ("Role", role), ("Codecs", codecs)).Generate("Jobs").ToMetadataReference();
        Build host = Including(s_job, ("Role", here), ("Codecs", "Both")) with { References = [library] };

        Diagnostic said = Assert.Single(host.Report());
        Assert.Equal(SchemaRules.ModuleForItself.Id, said.Id);
        Assert.Contains(mend + " on the assembly's", said.GetMessage(), System.StringComparison.Ordinal);
        Assert.Equal("Host", NamespaceOf(Generate(host), "Host.Report", "Info"));
    }

    [Fact]
    public void A_module_of_types_alone_has_no_sides_to_lack()
    {
        const string Types = "{ 'struct': 'Info', 'data': { 'id': 'str' } }\n";
        MetadataReference library = new Build().WithRoot("/s/types.json", Types, ("Namespace", "Types"), ("Role", "Server"), ("Codecs", "Both")).Generate("Types").ToMetadataReference();
        Build host = new Build().WithRoot("/s/host.json", "{ 'include': 'types.json' }\n{ 'struct': 'Report', 'data': { 'info': 'Info' } }\n", ("Namespace", "Host"))
            .WithInclude("/s/types.json", Types) with
        { References = [library] };

        Assert.Empty(host.Report());
        Assert.Equal("Types", NamespaceOf(Generate(host), "Host.Report", "Info"));
    }

    [Fact]
    public void A_root_that_reuses_nothing_has_types_of_its_own_and_nothing_is_said()
    {
        Build same = Including(s_job, ("Reuse", "false")) with { References = [Jobs(s_job)] };
        Assert.Empty(same.Report());
        Assert.Equal("Host", NamespaceOf(Generate(same), "Host.Report", "Info"));

        string older = File.ReadAllText(RepositoryPaths.Get("schema", "baselines", "job-4.0.json"));
        Assert.Empty((Including(s_job, ("Reuse", "false")) with { References = [Jobs(older)] }).Report());
    }

    [Fact]
    public void A_value_of_Reuse_that_is_none_is_said()
    {
        Diagnostic said = Assert.Single(Including(s_job, ("Reuse", "no")).Report());
        Assert.Equal(SchemaRules.InvalidSetting.Id, said.Id);
        Assert.Contains("Reuse=\"no\"", said.GetMessage(), System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_whose_own_text_is_the_same_is_not_shared_if_it_uses_one_that_differs()
    {
        const string Sizes = "{ 'include': 'units.json' }\n{ 'struct': 'Size', 'data': { 'unit': 'Unit' } }\n";
        const string Box = "{ 'include': 'sizes.json' }\n{ 'struct': 'Box', 'base': 'Size', 'data': { } }\n";
        Build Tree(string units) => new Build()
            .WithRoot("/s/box.json", Box)
            .WithInclude("/s/sizes.json", Sizes)
            .WithInclude("/s/units.json", units);
        Build first = Tree("{ 'enum': 'Unit', 'data': [ 'm' ] }\n").WithRoot("/s/box.json", Box, ("Namespace", "First"));
        Build second = Tree("{ 'enum': 'Unit', 'data': [ 'm', 'ft' ] }\n").WithRoot("/s/box.json", Box, ("Namespace", "Second")) with
        {
            References = [first.Generate("First").ToMetadataReference()],
        };

        Assert.Equal("Second", NamespaceOf(Generate(second), "Second.Size", "Unit"));
    }

    [Fact]
    public void Of_two_assemblies_with_the_same_module_one_serves_all_that_use_it()
    {
        const string Units = "{ 'enum': 'Unit', 'data': [ 'm' ] }\n";
        const string Sizes = "{ 'include': 'units.json' }\n{ 'struct': 'Size', 'data': { 'unit': 'Unit' } }\n";
        const string Root = "{ 'include': 'sizes.json' }\n{ 'struct': 'Box', 'base': 'Size', 'data': { 'other': 'Unit' } }\n";
        MetadataReference small = new Build().WithRoot("/s/units.json", Units, ("Namespace", "Small")).Generate("Small").ToMetadataReference();
        MetadataReference large = new Build().WithRoot("/s/sizes.json", Sizes, ("Namespace", "Large")).WithInclude("/s/units.json", Units)
            .Generate("Large").ToMetadataReference();
        Build files = new Build().WithRoot("/s/box.json", Root, ("Namespace", "Boxes")).WithInclude("/s/sizes.json", Sizes).WithInclude("/s/units.json", Units);
        Build box = files with { References = [small, large] };

        CSharpCompilation output = Generate(box);
        Assert.Equal(("Large", "Large"), (NamespaceOf(output, "Boxes.Box", "Other"), NamespaceOf(output, "Boxes.Box", "Unit")));
    }

    [QemuSchemasTheory]
    [MemberData(nameof(QemuSchemas.Roots), MemberType = typeof(QemuSchemas))]
    public void Every_root_of_QEMU_builds_beside_the_job_engine(string release, string root)
    {
        Build build = QemuBuild.Load(release, root).Build with { References = [MetadataReference.CreateFromFile(typeof(QapiGen.Jobs.JobManager).Assembly.Location)] };

        CSharpCompilation output = Generate(build);

        Assert.DoesNotContain(build.Report(), item => item.Severity == DiagnosticSeverity.Error);
        if (!root.StartsWith("qga", System.StringComparison.Ordinal))
        {
            // 7.2's is the one that the engine was generated from.
            Assert.Equal(release != "7.2", output.GetTypeByMetadataName("Test.IJobCommands") is not null);
        }
    }

    [QemuSchemasTheory]
    [InlineData("5.2", "query-*,job-*,blockdev-*")]
    [InlineData("7.2", "query-*,job-*,blockdev-*")]
    [InlineData("10.2", "query-*,job-*,blockdev-*")]
    [InlineData("10.2", "query-status")]
    public void A_choice_of_QEMUs_commands_builds_beside_the_job_engine(string release, string commands)
    {
        const string Root = "qapi/qapi-schema.json";
        Build all = QemuBuild.Load(release, Root).Build;
        string path = QemuSchemas.PathOf(release, Root);
        Build build = all.WithRoot(
            path,
            all.Files[path],
            ("Namespace", "Qemu"),
            ("Role", "Client"),
            ("MinimumVersion", "7.2"),
            ("Commands", commands),
            ("Events", "*"),
            ("Documentation", "true")) with
        {
            References = [MetadataReference.CreateFromFile(typeof(QapiGen.Jobs.JobManager).Assembly.Location)],
        };

        CSharpCompilation output = Generate(build);

        Assert.DoesNotContain(build.Report(), item => item.Severity >= DiagnosticSeverity.Warning);
        Assert.NotNull(output.GetTypeByMetadataName("Qemu.StatusInfo"));
    }

    [QemuSchemasFact]
    public void Two_releases_of_QEMU_and_the_job_engine_work_in_one_solution()
    {
        const string Root = "qapi/qapi-schema.json";
        MetadataReference jobs = MetadataReference.CreateFromFile(typeof(QapiGen.Jobs.JobManager).Assembly.Location);
        Build older = Named(QemuBuild.Load("7.2", Root).Build, QemuSchemas.PathOf("7.2", Root), "Older") with { References = [jobs] };
        Build newer = Named(QemuBuild.Load("10.2", Root).Build, QemuSchemas.PathOf("10.2", Root), "Newer") with
        {
            References = [jobs, older.Generate("Older").ToMetadataReference()],
        };

        Assert.NotNull(Generate(newer).GetTypeByMetadataName("Newer.JobInfo"));
    }

    private static Build Named(Build build, string root, string place) => build.WithRoot(root, build.Files[root], ("Namespace", place));

    private static Build Including(string job, params (string Name, string Value)[] metadata) => new Build()
        .WithRoot(
            "/s/host.json",
            """
            { 'include': 'job.json' }
            { 'struct': 'Report', 'base': 'JobInfo', 'data': { 'info': 'JobInfo' } }
            { 'command': 'report', 'returns': 'Report' }

            """,
            [("Namespace", "Host"), .. metadata])
        .WithInclude("/s/job.json", job);

    private static MetadataReference Jobs(string job, bool asImage = true)
    {
        CSharpCompilation library = new Build().WithRoot("/j/job.json", job, ("Namespace", "Jobs")).Generate("Jobs");
        if (!asImage)
        {
            return library.ToMetadataReference();
        }

        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static CSharpCompilation Generate(Build build)
    {
        CSharpCompilation output = build.Generate();
        IEnumerable<Diagnostic> faults = output.GetDiagnostics().Where(item => item.Severity >= DiagnosticSeverity.Warning);
        Assert.Empty(faults.Take(5));
        return output;
    }

    private static IPropertySymbol Property(CSharpCompilation output, string type, string name)
    {
        INamedTypeSymbol? holder = output.GetTypeByMetadataName(type);
        return holder!.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault() ?? holder.BaseType!.GetMembers(name).OfType<IPropertySymbol>().Single();
    }

    private static string NamespaceOf(CSharpCompilation output, string type, string property)
    {
        ITypeSymbol found = Property(output, type, property).Type;
        return found.ContainingNamespace.Name;
    }
}
