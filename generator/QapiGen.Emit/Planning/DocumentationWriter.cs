using System.Linq;
using System.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Planning;

/// <summary>Writes what is said about a module's definitions as JSON objects of plain text, for programs that show it.</summary>
internal sealed class DocumentationWriter(DocPlanner docs)
{
    private readonly StringBuilder _text = new();

    /// <summary>The JSON object of a definition: <c>name</c>, and what there is of <c>text</c>, <c>members</c>, <c>features</c>, <c>returns</c>, <c>errors</c>, <c>since</c>; null if it isn't documented.</summary>
    public string? Write(SchemaEntity entity) => docs.Find(entity) is { } doc ? Write(entity.Name, doc) : null;

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
    private void Quote(string text) => _text.Append('"').AppendJsonAscii(text).Append('"');
}
