using System;
using System.Collections.Generic;
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

    /// <summary>Also of two projects, since some link to both. A nested type that is private meets no other.</summary>
    [Fact]
    public void No_name_stands_for_two_types()
    {
        // What several projects are compiled with has one name, too.
        var all =
            from project in Projects.Folders()
            from type in Read(project)
            group type by type.FullName into sameType
            select (FullName: sameType.Key, sameType.First().Name);

        Assert.Empty(all
            .GroupBy(static type => type.Name)
            .Where(static types => types.Count() > 1)
            .Select(static types => string.Join(", ", types.Select(static type => type.FullName))));
    }

    private static List<(string FullName, string Name)> Read(string project)
    {
        using var module = ModuleDefinition.ReadModule(Projects.Assembly(project));
        return
        [
            .. module.GetTypes()
                .Where(static type => !type.IsNestedPrivate && !type.FullName.Contains('<', StringComparison.Ordinal))
                .Select(static type => (type.FullName, type.Name)),
        ];
    }
}
