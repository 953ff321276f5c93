using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using QapiGen.SourceGenerator.Tests.Support;
using Xunit;

namespace QapiGen.SourceGenerator.Tests;

/// <summary>Generated code says what may be null, and costs its user's build no flow analysis.</summary>
public sealed class NullableContextTests
{
    [Fact]
    public void Generated_code_has_annotations_and_no_flow_analysis_where_the_project_enables_both()
    {
        CSharpCompilation compilation = new Build()
            .WithRoot("/s/root.json", "{ 'struct': 'Disk', 'data': { 'id': 'str', '*size': 'int' } }\n{ 'command': 'find', 'data': 'Disk', 'returns': 'Disk' }\n{ 'event': 'GONE', 'data': 'Disk' }\n")
            .Generate();
        Assert.Equal(NullableContextOptions.Enable, compilation.Options.NullableContextOptions);
        SyntaxTree[] generated = [.. compilation.SyntaxTrees.Where(static tree => tree.FilePath.EndsWith(".g.cs", System.StringComparison.Ordinal))];
        Assert.NotEmpty(generated);
        Assert.All(generated, tree =>
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            TypeDeclarationSyntax[] types = [.. tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()];
            Assert.NotEmpty(types);
            Assert.All(types, type => Assert.Equal(NullableContext.AnnotationsEnabled, model.GetNullableContext(type.SpanStart)));
        });
    }
}
