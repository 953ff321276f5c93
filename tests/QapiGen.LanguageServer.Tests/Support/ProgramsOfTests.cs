using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Commands.Projects;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.LanguageServer.Programs;

namespace QapiGen.LanguageServer.Tests.Support;

/// <summary>Git and MSBuild as the tool asks them, or with answers of a test.</summary>
internal sealed class ProgramsOfTests : IWorkspacePrograms
{
    private readonly WorkspacePrograms _real = new(new CliEnvironment
    {
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        Input = TextReader.Null,
        Files = new PhysicalFileSystem(),
        GetVariable = static _ => null,
    });

    /// <summary>Answers instead of MSBuild; null to ask it.</summary>
    public Func<string, Task<EvaluatedProject>>? Evaluate { get; init; }

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public ICommitFiles OpenCommit(string folder, string reference, IEnumerable<(string Name, string Path)> includes)
    {
        Asked.Enqueue($"git {reference}");
        return _real.OpenCommit(folder, reference, includes);
    }

    public Task<EvaluatedProject> EvaluateAsync(string project, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"msbuild {Path.GetFileName(project)}");
        return Evaluate is null ? _real.EvaluateAsync(project, cancellationToken) : Evaluate(project);
    }
}
