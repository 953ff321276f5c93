using System;
using System.Linq;
using NetArchTest.Rules;
using QapiGen.Schema.Model;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>Holds the direction in which data flows inside the libraries.</summary>
public sealed class NamespaceTests
{
    [Theory]
    [InlineData("QapiGen.Schema.Model", "QapiGen.Schema.Syntax")]
    [InlineData("QapiGen.Schema.Syntax", "QapiGen.Schema.Model")]
    [InlineData("QapiGen.Schema.Text", "QapiGen.Schema.Syntax")]
    [InlineData("QapiGen.Schema.Syntax", "QapiGen.Schema.Binding")]
    [InlineData("QapiGen.Schema.Model", "QapiGen.Schema.Binding")]
    [InlineData("QapiGen.Schema", "System.IO.File")]
    [InlineData("QapiGen.Schema", "System.Console")]
    [InlineData("QapiGen.Schema", "Microsoft.CodeAnalysis.CSharp")]
    public void Schema_stages_see_only_what_comes_before(string part, string unseen) =>
        AssertIndependent(Types.InAssembly(typeof(QapiSchema).Assembly), part, unseen);

    [Theory]
    [InlineData("QapiGen.Runtime.Wire", "QapiGen.Runtime.Client")]
    [InlineData("QapiGen.Runtime.Wire", "QapiGen.Runtime.Server")]
    [InlineData("QapiGen.Runtime.Messages", "QapiGen.Runtime.Client")]
    [InlineData("QapiGen.Runtime.Messages", "QapiGen.Runtime.Server")]
    [InlineData("QapiGen.Runtime.Transport", "QapiGen.Runtime.Client")]
    [InlineData("QapiGen.Runtime.Transport", "QapiGen.Runtime.Server")]
    [InlineData("QapiGen.Runtime.Client", "QapiGen.Runtime.Server")]
    [InlineData("QapiGen.Runtime.Server", "QapiGen.Runtime.Client")]
    public void Runtime_layers_see_only_what_lies_below(string part, string unseen) =>
        AssertIndependent(Types.InAssembly(typeof(WireMode).Assembly), part, unseen);

    private static void AssertIndependent(Types types, string part, string unseen)
    {
        TestResult result = types.That().ResideInNamespaceStartingWith(part).ShouldNot().HaveDependencyOn(unseen).GetResult();

        Assert.True(result.IsSuccessful, string.Join(Environment.NewLine, (result.FailingTypes ?? []).Select(static type => type.FullName)));
    }
}
