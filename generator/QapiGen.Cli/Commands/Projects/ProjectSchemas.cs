using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Emit.Items;

namespace QapiGen.Cli.Commands.Projects;

/// <summary>The schemas of a project and what packages add to them, as MSBuild evaluates it.</summary>
/// <param name="Schemas">The roots.</param>
/// <param name="Includes">Files that are found by name.</param>
internal sealed record ProjectSchemas(IReadOnlyList<ProjectSchema> Schemas, IReadOnlyList<(string Name, string Path)> Includes)
{
    private const string TargetFrameworks = nameof(TargetFrameworks);
    internal const string RootNamespace = "RootNamespace";

    // Path of the project file.
    private string _project = "";

    /// <summary>The frameworks that the project has this for; none if it names a single one.</summary>
    public IReadOnlyList<string> Frameworks { get; private init; } = [];

    /// <summary>Folder of the project, from which its paths start.</summary>
    public string Folder => Path.GetDirectoryName(_project) ?? "";

    /// <summary>Names of all that the project says of files that are found by name.</summary>
    public IReadOnlyList<string> IncludeNames { get; private init; } = [];

    /// <summary>Asks MSBuild.</summary>
    /// <returns>What the project has; of a project for several frameworks one for each that differs from those before it.</returns>
    /// <param name="environment">Files and programs.</param>
    /// <param name="path">The project, or a folder with one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CallException">There is no such project, or MSBuild can't read it.</exception>
    public static async Task<IReadOnlyList<ProjectSchemas>> ReadAsync(CliEnvironment environment, string path, CancellationToken cancellationToken)
    {
        string project = Find(environment.Files, path);
        using JsonDocument first = await EvaluateAsync(environment, project, null, cancellationToken).ConfigureAwait(false);
        string frameworks = first.RootElement.GetProperty("Properties").GetProperty(TargetFrameworks).GetString() ?? "";
        var read = new List<(string Framework, string Answer, ProjectSchemas Schemas)>();

        // What packages add is known for one framework at a time.
        foreach (string framework in frameworks.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            using JsonDocument answer = await EvaluateAsync(environment, project, framework, cancellationToken).ConfigureAwait(false);
            read.Add((framework, answer.RootElement.GetRawText(), Read(answer) with { _project = project }));
        }

        return read.Count == 0 ? [Read(first) with { _project = project }] :
        [
            .. read.GroupBy(static one => one.Answer, StringComparer.Ordinal)
                .Select(static same => same.First().Schemas with { Frameworks = [.. same.Select(static one => one.Framework)] }),
        ];
    }

    /// <summary>Asks MSBuild which assemblies the project refers to, those of the platform left out; none if it can't tell, as before a restore.</summary>
    /// <param name="environment">Files and programs.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<string>> ReadReferencesAsync(CliEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument answer = await AskAsync(
                environment, _project, Frameworks.Count == 0 ? null : Frameworks[0], ["-target:ResolveReferences", "-property:BuildProjectReferences=false", "-getItem:ReferencePath"], cancellationToken).ConfigureAwait(false);
            return !answer.RootElement.GetProperty("Items").TryGetProperty("ReferencePath", out JsonElement references) ? [] :
            [
                .. references.EnumerateArray()
                    .Where(static item => Get(item, "FrameworkReferenceName").Length == 0)
                    .Select(static item => Get(item, "FullPath"))
                    .Where(environment.Files.FileExists),
            ];
        }
        catch (CallException)
        {
            return [];
        }
    }

    private static string Find(IFileSystem files, string path)
    {
        if (files.FileExists(path))
        {
            return path;
        }

        string[] inside = files.DirectoryExists(path) ? [.. files.List(path).Where(name => Path.GetExtension(name).EndsWith("proj", StringComparison.Ordinal) && files.FileExists(Path.Combine(path, name)))] : [];
        return inside.Length == 1 ? Path.Combine(path, inside[0])
            : throw new CallException(inside.Length > 1 ? $"'{path}' has several projects: name one" : $"there is no project '{path}'", files.DirectoryExists(path) ? null : PathHint.For(files, path));
    }

    private static Task<JsonDocument> EvaluateAsync(CliEnvironment environment, string project, string? framework, CancellationToken cancellationToken) =>
        AskAsync(environment, project, framework, ["-getItem:QapiSchema,QapiInclude", $"-getProperty:{TargetFrameworks},{RootNamespace}"], cancellationToken);

    private static async Task<JsonDocument> AskAsync(CliEnvironment environment, string project, string? framework, string[] wanted, CancellationToken cancellationToken)
    {
        List<string> arguments = ["msbuild", project, "-nologo", .. wanted];
        if (framework is not null)
        {
            arguments.Add($"-property:TargetFramework={framework}");
        }

        ProcessResult result;
        try
        {
            result = await environment.RunDotnet(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw new CallException($"can't run 'dotnet' to read '{project}': {e.Message}", "--project needs the .NET SDK; name the schema itself, and --include where its files are.");
        }

        if (result.ExitCode == 0)
        {
            try
            {
                return JsonDocument.Parse(result.Output);
            }
            catch (JsonException)
            {
                throw new CallException($"MSBuild says nothing about '{project}' that can be read", "--project needs the SDK of .NET 8 or newer.");
            }
        }

        string why = (result.Output + result.Error).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "no reason given";
        throw new CallException($"MSBuild can't read '{project}': {why}");
    }

    private static ProjectSchemas Read(JsonDocument document)
    {
        JsonElement items = document.RootElement.GetProperty("Items");
        string place = Get(document.RootElement.GetProperty("Properties"), RootNamespace);
        return new ProjectSchemas(
            [.. items.GetProperty("QapiSchema").EnumerateArray().Select(item => new ProjectSchema(Get(item, "FullPath"))
            {
                DefaultNamespace = place,
                Metadata = item.EnumerateObject().Where(static each => each.Value.ValueKind == JsonValueKind.String).ToDictionary(static each => each.Name, static each => each.Value.GetString()!, StringComparer.Ordinal),
            })],
            ReadIncludes(items.GetProperty("QapiInclude")))
        {
            IncludeNames = [.. items.GetProperty("QapiInclude").EnumerateArray().Where(static item => !IsDefault(item)).SelectMany(static item => item.EnumerateObject()).Select(static each => each.Name).Distinct()],
        };
    }

    // What a package brings by a name gives way to what the project gives that name.
    private static (string Name, string Path)[] ReadIncludes(JsonElement items)
    {
        JsonElement[] named = [.. items.EnumerateArray().Where(static item => Get(item, "Name").Length > 0)];
        HashSet<string> own = [.. named.Where(static item => !IsDefault(item)).Select(static item => Get(item, "Name"))];
        return [.. named.Where(item => !IsDefault(item) || !own.Contains(Get(item, "Name"))).Select(static item => (Get(item, "Name"), Get(item, "FullPath")))];
    }

    private static bool IsDefault(JsonElement item) => bool.TryParse(Get(item, "IsDefault"), out bool isDefault) && isDefault;

    private static string Get(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}

/// <summary>A <c>QapiSchema</c> item of a project.</summary>
/// <param name="Path">The root's path, absolute.</param>
internal sealed record ProjectSchema(string Path)
{
    /// <summary>All that is said of it, as written.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The namespace of generated types, if it says none.</summary>
    public required string DefaultNamespace { get; init; }

    /// <summary>What is said of it, as a build hands it to the generator.</summary>
    public SchemaSettings ReadSettings()
    {
        string GetPath(string name) => Metadata.TryGetValue(name, out string? value) ? value.Trim() : "";
        string Get(string name) => string.Join(' ', GetPath(name).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new SchemaSettings(
            Get("Namespace") is { Length: > 0 } place ? place : DefaultNamespace,
            Get("Role"),
            Get("Commands"),
            Get("Events"),
            Get("Conditions"),
            Get("Dialect"),
            Get("Documentation"),
            GetPath("Baseline"),
            Get("MinimumVersion"),
            Get("Reuse"),
            Profile: Get("Profile"),
            Suppressions: GetPath("Suppressions"),
            DefaultNamespace: Get("Namespace").Length == 0 ? ProjectSchemas.RootNamespace : "",
            Codecs: Get("Codecs"));
    }
}
