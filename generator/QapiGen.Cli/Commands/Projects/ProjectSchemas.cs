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

namespace QapiGen.Cli.Commands.Projects;

/// <summary>The schemas of a project and what packages add to them, as MSBuild evaluates it.</summary>
/// <param name="Schemas">The roots.</param>
/// <param name="Includes">Files that are found by name.</param>
internal sealed record ProjectSchemas(IReadOnlyList<ProjectSchema> Schemas, IReadOnlyList<(string Name, string Path)> Includes)
{
    private const string Frameworks = "TargetFrameworks";

    /// <summary>Asks MSBuild.</summary>
    /// <param name="environment">Files and programs.</param>
    /// <param name="path">The project, or a folder with one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CallException">There is no such project, or MSBuild can't read it.</exception>
    public static async Task<ProjectSchemas> ReadAsync(CliEnvironment environment, string path, CancellationToken cancellationToken)
    {
        string project = Find(environment.Files, path);
        using JsonDocument first = await EvaluateAsync(environment, project, null, cancellationToken).ConfigureAwait(false);
        string frameworks = first.RootElement.GetProperty("Properties").GetProperty(Frameworks).GetString() ?? "";
        string? framework = frameworks.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        if (framework is null)
        {
            return Read(first);
        }

        // What packages add is known for one framework at a time.
        using JsonDocument second = await EvaluateAsync(environment, project, framework, cancellationToken).ConfigureAwait(false);
        return Read(second);
    }

    private static string Find(IFileSystem files, string path)
    {
        if (files.FileExists(path))
        {
            return path;
        }

        string[] inside = files.DirectoryExists(path) ? [.. files.List(path).Where(static name => name.EndsWith("proj", StringComparison.Ordinal))] : [];
        return inside.Length == 1 ? Path.Combine(path, inside[0])
            : throw new CallException(inside.Length > 1 ? $"'{path}' has several projects: name one" : $"there is no project '{path}'", PathHint.For(files, path));
    }

    private static async Task<JsonDocument> EvaluateAsync(CliEnvironment environment, string project, string? framework, CancellationToken cancellationToken)
    {
        List<string> arguments = ["msbuild", project, "-nologo", "-getItem:QapiSchema,QapiInclude", $"-getProperty:{Frameworks}"];
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
        return new ProjectSchemas(
            [.. items.GetProperty("QapiSchema").EnumerateArray().Select(static item => new ProjectSchema(Get(item, "FullPath"), Get(item, "Dialect"), Get(item, "Conditions"))
            {
                Metadata = item.EnumerateObject().Where(static each => each.Value.ValueKind == JsonValueKind.String).ToDictionary(static each => each.Name, static each => each.Value.GetString()!, StringComparer.Ordinal),
            })],
            [.. items.GetProperty("QapiInclude").EnumerateArray().Select(static item => (Get(item, "Name"), Get(item, "FullPath"))).Where(static item => item.Item1.Length > 0)]);
    }

    private static string Get(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}

/// <summary>A <c>QapiSchema</c> item of a project.</summary>
/// <param name="Path">The root's path, absolute.</param>
/// <param name="Dialect">Its dialect as written; empty for none.</param>
/// <param name="Conditions">Its conditions as written; empty for none.</param>
internal sealed record ProjectSchema(string Path, string Dialect, string Conditions)
{
    /// <summary>All that is said of it, as written.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
}
