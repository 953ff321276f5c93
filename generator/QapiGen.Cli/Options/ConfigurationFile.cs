using System.IO;
using System.Linq;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Compatibility.Configuration;
using QapiGen.LanguageServer.Files;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Options;

/// <summary>The configuration of the project around the working directory: <c>qapigen.toml</c>, found upwards.</summary>
/// <param name="Configuration">What it says; empty if there is none.</param>
/// <param name="Folder">Its folder, absolute; the working directory if there is none.</param>
internal sealed record ConfigurationFile(ProjectConfiguration Configuration, string Folder)
{
    /// <summary>Finds and reads it.</summary>
    /// <param name="environment">Files.</param>
    /// <param name="start">Folder to begin in; null for the working directory.</param>
    /// <exception cref="CallException">It has faults, which were reported.</exception>
    public static ConfigurationFile Find(CliEnvironment environment, string? start = null)
    {
        for (string? folder = Path.Combine(environment.Files.CurrentDirectory, start ?? "").TrimEnd('/'); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, ProjectConfiguration.FileName);
            if (environment.Files.FileExists(path))
            {
                return new ConfigurationFile(Read(environment, path), folder);
            }
        }

        return new ConfigurationFile(ProjectConfiguration.Empty, environment.Files.CurrentDirectory);
    }

    /// <summary>A path that the file names, for use from the working directory.</summary>
    public string PathOf(string path, CliEnvironment environment) =>
        Path.GetRelativePath(environment.Files.CurrentDirectory, Path.Combine(Folder, path)).Replace('\\', '/');

    private static ProjectConfiguration Read(CliEnvironment environment, string path)
    {
        if (!new FileSchemaResolver(environment.Files).TryRead(path, PathOrigin.Found, out SchemaFile? file, out string? failure))
        {
            throw new CallException($"can't read '{path}': {failure}", null);
        }

        ProjectConfiguration configuration = ProjectConfiguration.Parse(file);
        foreach (ConfigurationFault fault in configuration.Faults)
        {
            environment.Error.WriteLine(fault.ToString());
        }

        return configuration.Faults.Any() ? throw new CallException($"'{path}' has faults", null) : configuration;
    }
}
