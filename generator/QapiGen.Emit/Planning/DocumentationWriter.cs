using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Writes what is said about a module's definitions as JSON objects of plain text, for programs that show it.</summary>
internal sealed class DocumentationWriter(DocPlanner docs, Selection selection)
{
    private readonly StringBuilder _text = new();

    /// <summary>One JSON object per documented definition, in order: <c>name</c>, and what there is of <c>text</c>, <c>members</c>, <c>features</c>, <c>returns</c>, <c>errors</c>, <c>since</c>.</summary>
    public List<string> Write(SchemaModule module)
    {
        var written = new List<string>();
        foreach (SchemaEntity entity in module.Entities.Where(selection.Contains))
        {
            if (docs.Find(entity) is { } doc)
            {
                written.Add(Write(entity.Name, doc));
            }
        }

        return written;
    }

    private string Write(string name, DefinitionDoc doc)
    {
        _text.Clear().Append("{\"name\": ");
        Quote(name);
        Text("text", DocPlainText.Write(doc.Body.Concat(doc.Further).ToList()));
        Entries("members", doc.Members);
        Entries("features", doc.Features);
        Text("returns", DocPlainText.Write(doc.Returns));
        Text("errors", DocPlainText.Write(doc.Errors));
        Text("since", doc.SinceText);
        return _text.Append('}').ToString();
    }

    private void Text(string key, string text)
    {
        if (text.Length > 0)
        {
            _text.Append(", \"").Append(key).Append("\": ");
            Quote(text);
        }
    }

    private void Entries(string key, EquatableArray<DocEntry> entries)
    {
        string before = $", \"{key}\": {{";
        foreach (DocEntry entry in entries.GroupBy(static entry => entry.Name).Select(static same => same.First()))
        {
            _text.Append(before);
            Quote(entry.Name);
            _text.Append(": ");
            Quote(DocPlainText.Write(entry.Content));
            before = ", ";
        }

        _text.Append(before == ", " ? "}" : "");
    }

    // In ASCII: neither line ends nor what the compiler could take for something else.
    private void Quote(string text)
    {
        _text.Append('"');
        foreach (char c in text)
        {
            _ = c is '"' or '\\' ? _text.Append('\\').Append(c)
                : c is >= ' ' and < '\u007f' ? _text.Append(c)
                : c == '\n' ? _text.Append("\\n")
                : _text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        _text.Append('"');
    }
}
