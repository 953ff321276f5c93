using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Input;
using QapiGen.Runtime.Metadata;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Shell.Help;

/// <summary>Explains a command, an event or a type from the schema, and from its documentation where there is some.</summary>
internal sealed class CommandHelp
{
    private const int MaxDepth = 2;

    private readonly ShellCatalog _catalog;
    private readonly int _width;
    private readonly bool _colors;
    private readonly StringBuilder _output = new();

    /// <summary>Makes a help.</summary>
    /// <param name="catalog">What the server has.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="colors">Whether to colour.</param>
    public CommandHelp(ShellCatalog catalog, int width, bool colors)
    {
        _catalog = catalog;
        _width = width;
        _colors = colors;
    }

    /// <summary>Explains what has a name.</summary>
    /// <param name="name">A command, an event or a type.</param>
    /// <param name="written">Arguments that choose a branch: <c>driver=qcow2</c>.</param>
    /// <returns>The text; null when nothing has this name.</returns>
    public string? Explain(string name, ArgumentNode written)
    {
        _output.Clear();
        if (_catalog.ExplainCommand(name) is { } command)
        {
            Title(name, "command", command.Features);
            Body(name);
            Members("Arguments", command.Arguments, written, DocumentationOf(name));
            Result(name, command);
        }
        else if (_catalog.ExplainEvent(name) is { } data)
        {
            Title(name, "event", data.Features);
            Body(name);
            Members("Data", data.Data, written, DocumentationOf(name));
        }
        else if (_catalog.ExplainType(name) is { } type)
        {
            Title(name, "type", type.Features);
            Body(name);
            ExplainType(name, type, written);
        }
        else
        {
            return null;
        }

        Tail(name);
        return _output.ToString();
    }

    private void ExplainType(string name, QmpTypeInfo type, ArgumentNode written)
    {
        if (type is QmpEnumInfo choice)
        {
            Heading("Values");
            DefinitionDoc? documentation = DocumentationOf(name);
            foreach (QmpEnumValueInfo value in choice.Values)
            {
                Row(1, value.Name, Join(string.Empty, value.Features), documentation?.FindMember(value.Name)?.Content);
            }
        }
        else if (type is QmpObjectInfo)
        {
            Members("Members", type, written, DocumentationOf(name));
        }
        else
        {
            Line(1, TypeWords.Describe(type));
        }
    }

    private void Title(string name, string kind, IReadOnlyList<string> features) =>
        _output.Append(Ansi.Paint(name, AnsiStyle.Bold, _colors)).Append(Join($" ({kind})", features)).Append('\n');

    private void Body(string name)
    {
        if (DocumentationOf(name) is { } documentation)
        {
            Text(1, documentation.Body);
        }
    }

    private void Members(string title, QmpTypeInfo type, ArgumentNode written, DefinitionDoc? documentation)
    {
        if (type is not QmpObjectInfo data)
        {
            return;
        }

        if (data.Members.Count == 0 && data.Branches.Count == 0)
        {
            Heading($"{title}: none");
            return;
        }

        Heading(title);
        MemberRows(data, written, documentation, 1);
    }

    private void MemberRows(QmpObjectInfo type, ArgumentNode? written, DefinitionDoc? documentation, int depth)
    {
        foreach (QmpMemberInfo member in MemberLookup.Effective(type, written).OrderBy(m => m.IsOptional))
        {
            string kind = Join((member.IsOptional ? "optional " : string.Empty) + TypeWords.Describe(member.Type), member.Features);
            Row(depth, member.Name, kind, FindText(type, documentation, member.Name));
            bool expands = depth < MaxDepth && member.Type is QmpObjectInfo { Members.Count: > 0 } && _catalog.Documented is null;
            if (expands || written?.Find(member.Name) is { Children.Count: > 0 })
            {
                MemberRows(MemberLookup.AsObject(member.Type)!, written?.Find(member.Name), null, depth + 1);
            }
        }

        if (MemberLookup.LacksBranch(type, written))
        {
            string values = string.Join(", ", type.Branches.Where(b => b.Value is QmpObjectInfo { Members.Count: > 0 }).Select(b => b.Key).Order(System.StringComparer.Ordinal));
            Line(depth, $"More depends on '{type.Tag}' ({values}): add {type.Tag}=VALUE to .help.");
        }
    }

    private EquatableArray<DocNode>? FindText(QmpObjectInfo type, DefinitionDoc? documentation, string member) =>
        (documentation?.FindMember(member) ?? DocumentationOf(type.Name)?.FindMember(member))?.Content;

    private void Result(string name, QmpCommandInfo command)
    {
        if (command.Result is QmpObjectInfo { Members.Count: 0, Branches.Count: 0 })
        {
            return;
        }

        Heading($"Returns: {TypeWords.Describe(command.Result)}");
        if (DocumentationOf(name) is { } documentation)
        {
            Text(1, documentation.Returns);
        }

        QmpTypeInfo type = command.Result is QmpArrayInfo array ? array.ElementType : command.Result;
        if (type is QmpObjectInfo data)
        {
            MemberRows(data, null, null, 1);
        }
    }

    private void Tail(string name)
    {
        if (DocumentationOf(name) is not { } documentation)
        {
            return;
        }

        if (documentation.Errors.Count > 0)
        {
            Heading("Errors");
            Text(1, documentation.Errors);
        }

        foreach (DocEntry feature in documentation.Features)
        {
            Row(0, $"Feature {feature.Name}", string.Empty, feature.Content);
        }

        Text(0, documentation.Further);
        if (documentation.SinceText.Length > 0)
        {
            Heading($"Since: {TerminalText.Escape(documentation.SinceText)}");
        }
    }

    private DefinitionDoc? DocumentationOf(string name) =>
        _catalog.Documented is { } schema && schema.ByName.TryGetValue(name, out SchemaEntity? entity) && entity.Documentation is { } block ? DocReader.Read(block) : null;

    private static string Join(string text, IReadOnlyList<string> features) =>
        features.Count == 0 ? text : $"{text} [{string.Join(", ", features)}]";

    private void Heading(string text) => _output.Append(Ansi.Paint(text, AnsiStyle.Bold, _colors)).Append('\n');

    private void Row(int depth, string name, string kind, IReadOnlyList<DocNode>? text)
    {
        _output.Append(' ', depth * 2).Append(Ansi.Paint(name, AnsiStyle.Blue, _colors));
        _output.Append(kind.Length > 0 ? $"  {Ansi.Paint(kind, AnsiStyle.Dim, _colors)}" : string.Empty).Append('\n');
        Text(depth + 2, text ?? []);
    }

    private void Line(int depth, string text) => _output.Append(' ', text.Length == 0 ? 0 : depth * 2).Append(text).Append('\n');

    private void Text(int depth, IReadOnlyList<DocNode> text)
    {
        foreach (string line in DocLayout.Lines(TerminalText.Escape, text, _width - (depth * 2)))
        {
            Line(depth, line);
        }
    }
}
