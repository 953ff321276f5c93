using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Mono.Cecil;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>A change of what others can use shows in review: it stands in PublicAPI.*.txt, which the build compares with the code in full.</summary>
public sealed partial class PublicApiTests
{
    public static TheoryData<string> Libraries() =>
        [.. Directory.GetFiles(RepositoryPaths.Get("runtime"), "*.csproj", SearchOption.AllDirectories)
            .Where(static path => File.ReadAllText(path).Contains("<IsPackable>true", StringComparison.Ordinal))
            .Select(static path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_public_type_is_listed_and_every_listed_type_is_there(string library)
    {
        HashSet<string> listed = [.. Listed(library)];
        HashSet<string> there = [.. Types(library)];

        Assert.NotEmpty(there);
        Assert.True(there.IsSubsetOf(listed), $"not listed, run ./dev api: {string.Join(", ", there.Except(listed))}");
        Assert.True(listed.IsSubsetOf(there), $"listed, but gone, run ./dev api: {string.Join(", ", listed.Except(there))}");
    }

    /// <summary>Else a change is lost among lines that have moved.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Lists_are_in_the_order_that_api_writes(string library)
    {
        foreach (string file in (string[])["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"])
        {
            string[] lines = [.. File.ReadLines(RepositoryPaths.Get("runtime", library, file)).Skip(1)];

            Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
        }
    }

    [Fact]
    public void Lists_are_of_all_that_is_packed() => Assert.True(Libraries().Count >= 11);

    /// <summary>Names of types in the lists: lines of a name alone. Type parameters are left out on both sides.</summary>
    private static IEnumerable<string> Listed(string library) =>
        ((string[])["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"])
            .SelectMany(file => File.ReadLines(RepositoryPaths.Get("runtime", library, file)))
            .Select(static line => Arguments().Replace(line, ""))
            .Where(static line => TypeName().IsMatch(line));

    private static IEnumerable<string> Types(string library)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        using ModuleDefinition module = ModuleDefinition.ReadModule(RepositoryPaths.Get("runtime", library, "bin", configuration, "net10.0", library + ".dll"));
        return [.. module.Types.Where(static type => type.IsPublic).SelectMany(WithNested).Select(static type => Arity().Replace(type.FullName.Replace('/', '.'), ""))];
    }

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        type.NestedTypes.Where(inner => (inner.IsNestedPublic || (inner.IsNestedFamily && !type.IsSealed)) && !inner.Name.StartsWith('<')).SelectMany(WithNested).Prepend(type);

    [GeneratedRegex(@"<[^<>]*>")]
    private static partial Regex Arguments();

    [GeneratedRegex(@"^[A-Za-z_][\w.]*$")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"`\d+")]
    private static partial Regex Arity();
}
