using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Programs;

/// <summary>What only other programs know of a workspace: what a commit holds, and what MSBuild makes of a project. Several threads may ask.</summary>
public interface IWorkspacePrograms
{
    /// <summary>Opens a commit of the repository around a folder.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="reference">The commit, as git takes it.</param>
    /// <param name="includes">What an include finds by name where no such file lies: as it was in the commit or, where the commit hasn't got it, as it is.</param>
    /// <exception cref="ProgramException">There is no git, no repository or no such commit.</exception>
    ICommitFiles OpenCommit(string folder, string reference, IEnumerable<(string Name, string Path)> includes);

    /// <summary>Evaluates a project.</summary>
    /// <param name="project">Its path, absolute.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ProgramException">There is no SDK, or it can't read the project.</exception>
    Task<EvaluatedProject> EvaluateAsync(string project, CancellationToken cancellationToken);
}

/// <summary>The files of a commit, by paths from the top of the repository.</summary>
public interface ICommitFiles : ISchemaResolver, IDisposable
{
    /// <summary>The commit, however it was named.</summary>
    string Id { get; }

    /// <summary>
    /// The path that is meant: from the folder where it begins with <c>./</c>, also of a file that git takes for moved since, else from the top, or from the folder where the top has no such file.
    /// </summary>
    string Locate(string path);
}

/// <summary>The schemas of a project.</summary>
/// <param name="Schemas">Its <c>QapiSchema</c> items.</param>
/// <param name="Includes">Its <c>QapiInclude</c> items with a name: what an include of that name finds where no such file lies. Paths are absolute.</param>
public sealed record EvaluatedProject(IReadOnlyList<EvaluatedSchema> Schemas, IReadOnlyList<(string Name, string Path)> Includes);

/// <summary>A <c>QapiSchema</c> item.</summary>
/// <param name="Path">The root's path, absolute.</param>
/// <param name="Metadata">What is said of it, as written: <c>Dialect</c>, <c>Baseline</c> and so on.</param>
public sealed record EvaluatedSchema(string Path, IReadOnlyDictionary<string, string> Metadata);

/// <summary>A program can't answer.</summary>
public sealed class ProgramException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ProgramException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, in a sentence without a stop.</param>
    public ProgramException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ProgramException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
