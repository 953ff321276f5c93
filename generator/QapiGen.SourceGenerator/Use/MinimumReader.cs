using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using QapiGen.Schema.Versions;

namespace QapiGen.SourceGenerator.Use;

/// <summary>Finds out which is the oldest server of each generated namespace.</summary>
internal static class MinimumReader
{
    private const string AttributeName = "QapiMinimumVersionAttribute";
    private const string AttributeNamespace = "QapiGen.Runtime.Metadata";
    private const string RuntimeAssembly = "QapiGen.Runtime";

    /// <summary>What the project's own schemas say, and what referenced assemblies were generated with.</summary>
    public static ImmutableDictionary<string, ReleaseVersion> Read(AnalyzerOptions options, Compilation compilation)
    {
        var minimums = ImmutableDictionary.CreateBuilder<string, ReleaseVersion>();
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols.Where(IsGenerated))
        {
            ReadAttributes(assembly, minimums);
        }

        foreach (AdditionalText text in options.AdditionalFiles)
        {
            AnalyzerConfigOptions config = options.AnalyzerConfigOptionsProvider.GetOptions(text);
            if (SettingsReader.Kind(config) == "root" && SettingsReader.Read(config) is { MinimumVersion.Length: > 0 } settings
                && ReleaseVersion.Find(settings.MinimumVersion) is ReleaseVersion minimum)
            {
                minimums[settings.Namespace] = minimum;
            }
        }

        return minimums.ToImmutable();
    }

    // Attributes of the many others needn't be read.
    private static bool IsGenerated(IAssemblySymbol assembly) =>
        assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static reference => reference.Name == RuntimeAssembly));

    private static void ReadAttributes(IAssemblySymbol assembly, ImmutableDictionary<string, ReleaseVersion>.Builder minimums)
    {
        foreach (AttributeData data in assembly.GetAttributes())
        {
            if (data.AttributeClass is { Name: AttributeName } type && type.ContainingNamespace.ToDisplayString() == AttributeNamespace
                && data.ConstructorArguments.Length == 2 && data.ConstructorArguments[0].Value is string place
                && data.ConstructorArguments[1].Value is string text && ReleaseVersion.Find(text) is ReleaseVersion minimum)
            {
                minimums[place] = minimum;
            }
        }
    }
}
