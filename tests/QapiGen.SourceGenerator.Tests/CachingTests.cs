using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using QapiGen.Emit.Specs;
using QapiGen.SourceGenerator.Tests.Support;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>What an edit runs again, by the names of the steps.</summary>
public sealed class CachingTests
{
    private const string Root = "/s/root.json";
    private const string Included = "/s/types.json";

    private static readonly Build TwoModules = new Build()
        .WithRoot(Root, "{ 'include': 'types.json' }\n{ 'command': 'draw', 'data': { 'colour': 'Colour' } }\n")
        .WithInclude(Included, "{ 'enum': 'Colour', 'data': [ 'red', 'green' ] }\n");

    // With a fault and a baseline that isn't there, so that every step has values.
    private static readonly Build Faulty = TwoModules.WithRoot(Root, TwoModules.Files[Root] + "{ 'struct': 'Lost', 'data': { 'x': 'Nope' } }\n", ("Baseline", "/s/gone.json"));

    private static readonly string[] Steps =
        [TrackingNames.Files, TrackingNames.Documents, TrackingNames.Units, TrackingNames.Modules, TrackingNames.Parts, TrackingNames.Roots, TrackingNames.Findings, TrackingNames.Baselines];

    [Fact]
    public void Editing_a_comment_in_CSharp_leaves_every_step_cached()
    {
        GeneratorDriver driver = Faulty.Driver().RunGenerators(Faulty.Compilation());
        Build edited = Faulty with { Source = "// changed\ninternal static class Consumer;" };
        GeneratorRunResult result = Run(driver.RunGenerators(edited.Compilation()));
        foreach (string step in Steps)
        {
            Assert.All(Reasons(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        }

        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void New_text_objects_with_the_same_text_change_nothing()
    {
        GeneratorDriver driver = Faulty.Driver().RunGenerators(Faulty.Compilation());
        GeneratorRunResult result = Run(driver.ReplaceAdditionalTexts(Faulty.Texts()).RunGenerators(Faulty.Compilation()));
        foreach (string step in Steps)
        {
            Assert.All(Reasons(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        }
    }

    [Fact]
    public void Editing_one_file_parses_only_that_file()
    {
        GeneratorRunResult result = Edit(TwoModules, TwoModules.WithInclude(Included, "{ 'enum': 'Colour', 'data': [ 'red', 'blue' ] }\n"));
        Assert.Single(Reasons(result, TrackingNames.Documents), IncrementalStepRunReason.Modified);
        Assert.Single(Reasons(result, TrackingNames.Documents), IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void Editing_one_module_leaves_the_others_unchanged()
    {
        GeneratorRunResult result = Edit(TwoModules, TwoModules.WithInclude(Included, "{ 'enum': 'Colour', 'data': [ 'red', 'blue' ] }\n"));
        Assert.Equal(["types.json"], Modified(result));
    }

    [Fact]
    public void A_comment_in_a_schema_changes_no_module()
    {
        GeneratorRunResult result = Edit(TwoModules, TwoModules.WithInclude(Included, "# why\n{ 'enum': 'Colour', 'data': [ 'red', 'green' ] }\n"));
        Assert.Empty(Modified(result));
        Assert.DoesNotContain(IncrementalStepRunReason.Modified, OutputReasons(result));
    }

    [Fact]
    public void What_depends_on_a_type_of_another_module_is_emitted_again()
    {
        GeneratorRunResult result = Edit(TwoModules, TwoModules.WithInclude(Included, "{ 'struct': 'Colour', 'data': { 'red': 'uint8' } }\n"));
        Assert.Equal(["root.json", "types.json"], Modified(result));
    }

    [QemuSchemasFact]
    public void Editing_one_module_of_QEMU_emits_only_that_module_again()
    {
        (Build build, string folder) = QemuBuild.Load("10.2", "qapi/qapi-schema.json");
        string path = System.IO.Path.Combine(folder, "qapi", "yank.json");
        Build edited = build.WithInclude(path, build.Files[path] + "\n{ 'enum': 'QapiGenTestEnum', 'data': [ 'a', 'b' ] }\n");
        Assert.Equal(["yank.json"], Modified(Edit(build, edited)));
    }

    [Fact]
    public void No_step_holds_on_to_anything_of_Roslyn()
    {
        GeneratorRunResult result = Run(Faulty.Driver().RunGenerators(Faulty.Compilation()));
        foreach (object value in Steps.SelectMany(step => result.TrackedSteps[step]).SelectMany(step => step.Outputs).Select(output => output.Value))
        {
            ObjectGraph.Visit(value, part => Assert.False(part is Compilation or ISymbol or SyntaxNode or SyntaxTree or Location or AdditionalText, $"{part.GetType()}"));
        }
    }

    [Fact]
    public void Nothing_is_planned_again_for_a_module_that_an_edit_doesnt_touch()
    {
        GeneratorRunResult result = Edit(TwoModules, TwoModules.WithRoot(Root, "{ 'include': 'types.json' }\n{ 'command': 'paint', 'data': { 'colour': 'Colour' } }\n"));
        Assert.Equal(1, Reasons(result, TrackingNames.Modules).Count(reason => reason == IncrementalStepRunReason.Cached));
        Assert.Equal(["root.json"], Modified(result));
    }

    [Fact]
    public void Only_the_files_that_show_an_edit_are_emitted_again()
    {
        Build before = TwoModules.WithInclude(Included, "{ 'enum': 'Colour', 'data': [ 'red' ] }\n{ 'struct': 'Point', 'data': { 'x': 'int' } }\n");
        Build after = TwoModules.WithInclude(Included, "{ 'enum': 'Colour', 'data': [ 'red' ] }\n{ 'struct': 'Point', 'data': { 'y': 'int' } }\n");
        string[] parts =
        [
            .. Edit(before, after).TrackedSteps[TrackingNames.Parts]
                .SelectMany(run => run.Outputs)
                .Where(output => output.Reason == IncrementalStepRunReason.Modified)
                .Select(output => (ModulePart)output.Value)
                .Select(part => $"{part.Module.Name} {part.Kind}"),
        ];
        Assert.Equal(["types.json Structs", "types.json Module"], parts);
    }

    [Fact]
    public void Of_a_module_that_an_edit_changes_only_the_definitions_that_depend_on_it_are_planned_again()
    {
        const string first = "{ 'struct': 'First', 'data': { 'x': 'int' } }\n";
        const string rest = "{ 'struct': 'Derived', 'base': 'Base', 'data': { } }\n{ 'struct': 'User', 'data': { 'base': 'Base' } }\n{ 'struct': 'Last', 'data': { 'y': 'int' } }\n";
        Build before = TwoModules.WithInclude(Included, TwoModules.Files[Included] + first + "{ 'struct': 'Base', 'data': { 'a': 'str' } }\n" + rest);
        Build after = TwoModules.WithInclude(Included, TwoModules.Files[Included] + first + "{ 'struct': 'Base', 'data': { 'a': 'str', 'b': 'int' } }\n" + rest);
        GeneratorDriver driver = before.Driver().RunGenerators(before.Compilation());
        Dictionary<string, StructSpec> old = Structs(Run(driver));
        Dictionary<string, StructSpec> now = Structs(Run(driver.ReplaceAdditionalTexts(after.Texts()).RunGenerators(before.Compilation())));
        Assert.Equal(["First", "User", "Last"], now.Values.Where(spec => ReferenceEquals(spec, old[spec.WireName])).Select(spec => spec.WireName));
        Assert.Equal(2, now["Derived"].Members.Count);
    }

    [Fact]
    public void A_fault_that_an_edit_doesnt_move_is_the_same()
    {
        GeneratorRunResult result = Edit(Faulty, Faulty.WithInclude(Included, "{ 'enum': 'Colour', 'data': [ 'red', 'blue' ] }\n"));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(result, TrackingNames.Findings));
        Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(result, TrackingNames.Baselines));
    }

    [Fact]
    public void Editing_a_file_that_no_root_reaches_runs_nothing()
    {
        Build before = Faulty.WithInclude("/s/node_modules/package.json", "{}").WithInclude("/s/unused.json", "{ 'include': 'types.json' }\n");
        Build after = before.WithInclude("/s/node_modules/package.json", "{ 'struct': 'S' }").WithInclude("/s/unused.json", "{ 'include': 'gone.json' }\n");
        GeneratorRunResult result = Edit(before, after);
        foreach (string step in Steps)
        {
            Assert.All(Reasons(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        }

        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_file_that_no_root_reaches_is_not_read()
    {
        Build build = TwoModules.WithInclude("/s/unused.json", "{ 'include': 'types.json' }\n");
        MemoryText[] texts = [.. build.Texts().Cast<MemoryText>()];
        build.Driver().ReplaceAdditionalTexts([.. texts]).RunGenerators(build.Compilation());
        Assert.Equal([Root, Included], texts.Where(static text => text.IsRead).Select(static text => text.Path));
    }

    [Fact]
    public void A_file_that_an_edit_includes_is_read_from_then_on()
    {
        Build before = TwoModules.WithInclude("/s/more.json", "{ 'enum': 'Size', 'data': [ 'small' ] }\n");
        Build after = before.WithInclude(Included, before.Files[Included] + "{ 'include': 'more.json' }\n");
        Assert.Equal(["more.json"], Modified(Edit(before, after)));
    }

    [Fact]
    public void No_step_holds_on_to_a_model()
    {
        GeneratorDriver driver = Faulty.Driver().RunGenerators(TwoModules.Compilation());
        Build edited = Faulty.WithInclude(Included, "{ 'enum': 'Colour', 'data': [ 'red', 'blue' ] }\n");
        GeneratorRunResult result = Run(driver.ReplaceAdditionalTexts(edited.Texts()).RunGenerators(edited.Compilation()));
        foreach (object value in Steps.SelectMany(step => result.TrackedSteps[step]).SelectMany(step => step.Outputs).Select(output => output.Value))
        {
            ObjectGraph.Visit(value, part => Assert.False(part is QapiGen.Schema.Model.QapiSchema or QapiGen.Schema.Model.SchemaEntity, $"{part.GetType()}"));
        }
    }

    private static GeneratorRunResult Edit(Build before, Build after)
    {
        GeneratorDriver driver = before.Driver().RunGenerators(before.Compilation());
        return Run(driver.ReplaceAdditionalTexts(after.Texts()).WithUpdatedAnalyzerConfigOptions(before.Options()).RunGenerators(before.Compilation()));
    }

    private static Dictionary<string, StructSpec> Structs(GeneratorRunResult result) =>
        result.TrackedSteps[TrackingNames.Modules].SelectMany(run => run.Outputs).SelectMany(output => ((ModuleSpec)output.Value).Structs).ToDictionary(spec => spec.WireName);

    private static GeneratorRunResult Run(GeneratorDriver driver) => driver.GetRunResult().Results[0];

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static string[] Modified(GeneratorRunResult result) =>
    [
        .. result.TrackedSteps[TrackingNames.Modules]
            .SelectMany(run => run.Outputs)
            .Where(output => output.Reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.New)
            .Select(output => ((ModuleSpec)output.Value).Name)
            .Order(StringComparer.Ordinal),
    ];
}
