namespace QapiGen.Cli.Commands.Projects;

/// <summary>A <c>QapiSchema</c> item of a project.</summary>
/// <param name="Path">The root's path, absolute.</param>
/// <param name="Dialect">Its dialect as written; empty for none.</param>
/// <param name="Conditions">Its conditions as written; empty for none.</param>
internal sealed record ProjectSchema(string Path, string Dialect, string Conditions);
