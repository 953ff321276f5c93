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
    public ICommitFiles OpenCommit(string folder, string reference)
    {
        try
        {
            return new CommitFiles(GitTree.Open(folder, reference));
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
            ProjectSchemas found = await ProjectSchemas.ReadAsync(environment, project, cancellationToken).ConfigureAwait(false);
            return new EvaluatedProject([.. found.Schemas.Select(static schema => new EvaluatedSchema(schema.Path, schema.Metadata))], found.Includes);
        }
        catch (CallException e)
        {
            throw new ProgramException(e.Message, e);
        }
    }

    private sealed class CommitFiles(GitTree tree) : ICommitFiles
    {
        private readonly FileSchemaResolver _resolver = new(tree);

        public string Id => tree.Commit;

        public string Locate(string path) => tree.Resolve(path);

        public SchemaFile? Resolve(string displayPath, out string? failure) => _resolver.Resolve(displayPath, out failure);

        public void Dispose() => tree.Dispose();
    }
}
