using System;
using System.Linq;
using Mono.Cecil;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>What a type's name says.</summary>
public sealed class TypeNameTests
{
    [Theory]
    [MemberData(nameof(Projects.All), MemberType = typeof(Projects))]
    public void Types_whose_names_begin_with_Qmp_are_public(string project)
    {
        using var module = ModuleDefinition.ReadModule(Projects.Assembly(project));

        Assert.Empty(module.Types
            .Where(static type => !type.IsPublic && (type.Name.StartsWith("Qmp", StringComparison.Ordinal) || type.Name.StartsWith("IQmp", StringComparison.Ordinal)))
            .Select(static type => type.FullName));
    }

    [Theory]
    [MemberData(nameof(Projects.All), MemberType = typeof(Projects))]
    public void No_name_stands_for_two_types(string project)
    {
        using var module = ModuleDefinition.ReadModule(Projects.Assembly(project));

        Assert.Empty(module.Types
            .Where(static type => !type.Name.StartsWith('<'))
            .GroupBy(static type => type.Name)
            .Where(static types => types.Count() > 1)
            .Select(static types => string.Join(", ", types.Select(static type => type.FullName))));
    }
}
