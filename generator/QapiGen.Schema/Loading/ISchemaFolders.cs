using System.Collections.Generic;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Loading;

/// <summary>What an <see cref="ISchemaResolver"/> may know besides, for an include that leads to nothing: which names there are instead.</summary>
public interface ISchemaFolders
{
    /// <summary>The names by which files are found wherever they lie.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Whether there is something of this path, though no schema file: then its name isn't what is wrong.</summary>
    /// <param name="displayPath">A path, as for <see cref="ISchemaResolver.Resolve"/>.</param>
    bool IsThere(string displayPath);

    /// <summary>The names in a folder; none if it isn't there or can't be listed.</summary>
    /// <param name="folder">Its path, as that of files, with a slash at the end; empty for where relative paths begin.</param>
    /// <param name="isOfFolders">Whether those of folders are asked for, else those of files.</param>
    IEnumerable<string> List(string folder, bool isOfFolders);
}
