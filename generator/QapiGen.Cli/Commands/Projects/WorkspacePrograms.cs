using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.LanguageServer.Programs;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Projects;

/// <summary>Asks <c>git</c> and MSBuild for the language server, as <c>diff</c> and <c>check --project</c> do for themselves.</summary>
internal sealed class WorkspacePrograms(CliEnvironment environment) : IWorkspacePrograms
{
    /// <inheritdoc/>
    public ICommitFiles OpenCommit(string folder, string reference, IEnumerable<(string Name, string Path)> includes)
    {
        try
        {
            return new CommitFiles(GitTree.Open(folder, reference), IncludePaths.Parse(environment.Files, []).WithProject(includes));
        }
        catch (CallException e)
        {
            throw new ProgramException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public async Task<EvaluatedProject> EvaluateAsync(string project, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<ProjectSchemas> found = await ProjectSchemas.ReadAsync(environment, project, cancellationToken).ConfigureAwait(false);

            // An editor shows a file once: as the first framework has it that has it at all.
            IEnumerable<ProjectSchema> schemas = found.SelectMany(static each => each.Schemas.GroupBy(static schema => schema.Path, StringComparer.Ordinal))
                .DistinctBy(static same => same.Key, StringComparer.Ordinal)
                .SelectMany(static same => same);
            return new EvaluatedProject(
                [.. schemas.Select(static schema => new EvaluatedSchema(schema.Path, schema.Metadata))],
                [.. found.SelectMany(static each => each.Includes).DistinctBy(static include => include.Name, StringComparer.Ordinal)]);
        }
        catch (CallException e)
        {
            throw new ProgramException(e.Message, e);
        }
    }

    private sealed class CommitFiles(GitTree tree, IncludePaths includes) : ICommitFiles
    {
        private readonly FileSchemaResolver _resolver = new(tree, includes);

        public string Id => tree.Commit;

        public string Locate(string path)
        {
            string found = tree.Resolve(path);
            return path.StartsWith("./", StringComparison.Ordinal) && !tree.FileExists(found) ? tree.FindMoved(found) ?? found : found;
        }

        public SchemaFile? Resolve(string displayPath, out string? failure) => _resolver.Resolve(displayPath, out failure);

        public void Dispose() => tree.Dispose();
    }
}
