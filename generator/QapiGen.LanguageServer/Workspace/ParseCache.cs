using System;
using System.Collections.Concurrent;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>The last parsed form of each file in each dialect: an edit parses the file that it is made in, and no other.</summary>
internal sealed class ParseCache
{
    private readonly ConcurrentDictionary<(string Path, string Dialect), DocumentOutline> _documents = new();

    /// <summary>The document of a file.</summary>
    public SchemaDocument Parse(SchemaFile file, Dialect dialect) => Read(file, dialect).Document;

    /// <summary>The outline of a file.</summary>
    public DocumentOutline Read(SchemaFile file, Dialect dialect)
    {
        (string, string) key = (file.Path, dialect.Name);
        if (_documents.TryGetValue(key, out DocumentOutline? known)
            && (ReferenceEquals(known.Document.File, file) || string.Equals(known.Document.File.Text, file.Text, StringComparison.Ordinal)))
        {
            return known;
        }

        DocumentOutline made = OutlineReader.Read(Parser.Parse(file, dialect));
        _documents[key] = made;
        return made;
    }
}
