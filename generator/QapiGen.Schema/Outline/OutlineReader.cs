using System;
using System.Collections.Generic;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Outline;

/// <summary>Reads what a file defines and where it writes names, off its syntax: nothing is checked, and what has no sense is left out.</summary>
public sealed partial class OutlineReader
{
    private static readonly string[] Kinds = { "enum", "union", "alternate", "struct", "command", "event" };

    private readonly SchemaDocument _document;
    private readonly List<DefinitionOutline> _definitions = new();
    private readonly List<NameOccurrence> _occurrences = new();
    private string _owner = string.Empty;

    private OutlineReader(SchemaDocument document) => _document = document;

    private string Text => _document.File.Text;

    /// <summary>Reads a document.</summary>
    public static DocumentOutline Read(SchemaDocument document)
    {
        var reader = new OutlineReader(document);
        foreach (TopLevelSyntax item in document.Items)
        {
            reader.Read(item);
        }

        reader._occurrences.Sort(static (a, b) => a.Span.Start.CompareTo(b.Span.Start));
        return new DocumentOutline(document, reader._definitions, reader._occurrences);
    }

    private void Read(TopLevelSyntax item)
    {
        _owner = string.Empty;
        switch (item)
        {
            case IncludeSyntax include:
                Add(NameRole.Include, include.Path);
                break;
            case PragmaSyntax pragma:
                foreach (PairSyntax setting in pragma.Settings.Pairs)
                {
                    foreach (ValueSyntax name in setting.Value is ArraySyntax list ? list.Elements : default)
                    {
                        Add(NameRole.PragmaName, name);
                    }
                }

                break;
            case FreeFormSyntax free:
                ReadDocumentation(free.Documentation);
                break;
            case DefinitionSyntax definition:
                ReadDefinition(definition);
                break;
        }
    }

    private void ReadDefinition(DefinitionSyntax definition)
    {
        ObjectSyntax written = definition.Object;
        if (FindKind(written) is not { Value: StringSyntax name } kind)
        {
            return;
        }

        _owner = name.Value;
        Add(NameRole.Definition, name);
        var outline = new DefinitionOutline(kind.Key.Value, name.Value, Inside(name), definition)
        {
            Base = (written.Find("base")?.Value as StringSyntax)?.Value,
            Discriminator = (written.Find("discriminator")?.Value as StringSyntax)?.Value,
            Data = (written.Find("data")?.Value as StringSyntax)?.Value,
        };
        _definitions.Add(ReadBody(outline, written));
        ReadFeatures(written);
        ReadCondition(written.Find("if")?.Value, 0);
        if (definition.Documentation is { } documentation)
        {
            ReadDocumentation(documentation);
        }
    }

    private DefinitionOutline ReadBody(DefinitionOutline outline, ObjectSyntax written)
    {
        ValueSyntax? data = written.Find("data")?.Value;
        outline = outline with { Returns = ReadType(written.Find("returns")?.Value)?.Value };
        if (written.Find("discriminator")?.Value is StringSyntax discriminator)
        {
            Add(NameRole.Discriminator, discriminator);
        }

        OutlinePart[] inlineBase = ReadParts(written.Find("base")?.Value, NameRole.Member);
        return outline.Meta switch
        {
            "enum" => outline with { Parts = new(ReadValues(data)) },
            "alternate" => outline with { Parts = new(ReadParts(data, NameRole.Alternative)) },
            "union" => outline with { Parts = new(inlineBase), Branches = new(ReadParts(data, NameRole.Branch)) },
            _ => outline with { Parts = new(ReadParts(data, NameRole.Member)) },
        };
    }

    private OutlinePart[] ReadValues(ValueSyntax? data)
    {
        var parts = new List<OutlinePart>();
        foreach (ValueSyntax value in data is ArraySyntax array ? array.Elements : default)
        {
            var form = value as ObjectSyntax;
            if ((form is null ? value : form.Find("name")?.Value) is StringSyntax name)
            {
                Add(NameRole.Value, name);
                parts.Add(new OutlinePart(NameRole.Value, name.Value, Inside(name), value.Span));
            }

            ReadForm(form);
        }

        return parts.ToArray();
    }

    // Members, branches or alternatives; a string in their place is the name of a type.
    private OutlinePart[] ReadParts(ValueSyntax? value, NameRole role)
    {
        if (value is not ObjectSyntax members)
        {
            ReadType(value);
            return Array.Empty<OutlinePart>();
        }

        var parts = new List<OutlinePart>(members.Pairs.Count);
        foreach (PairSyntax pair in members.Pairs)
        {
            bool isOptional = role == NameRole.Member && pair.Key.Value.StartsWith("*", StringComparison.Ordinal);
            SourceSpan span = Inside(pair.Key);
            span = isOptional ? new SourceSpan(span.Start + 1, span.Length - 1) : span;
            string name = isOptional ? pair.Key.Value.Substring(1) : pair.Key.Value;
            _occurrences.Add(new NameOccurrence(role, name, _owner, span));
            var form = pair.Value as ObjectSyntax;
            ValueSyntax? type = form is null ? pair.Value : form.Find("type")?.Value;
            StringSyntax? typeName = ReadType(type);
            ReadForm(form);
            parts.Add(new OutlinePart(role, name, span, new SourceSpan(pair.Key.Span.Start, Math.Max(pair.Value.Span.End - pair.Key.Span.Start, 0)))
            {
                IsOptional = isOptional,
                Type = typeName?.Value,
                IsArray = type is ArraySyntax,
            });
        }

        return parts.ToArray();
    }

    private void ReadForm(ObjectSyntax? form)
    {
        if (form is not null)
        {
            ReadFeatures(form);
            ReadCondition(form.Find("if")?.Value, 0);
        }
    }

    private StringSyntax? ReadType(ValueSyntax? value)
    {
        StringSyntax? name = value as StringSyntax ?? (value is ArraySyntax { Elements.Count: 1 } array ? array.Elements[0] as StringSyntax : null);
        if (name is not null)
        {
            Add(NameRole.Type, name);
        }

        return name;
    }

    private static PairSyntax? FindKind(ObjectSyntax written)
    {
        foreach (string kind in Kinds)
        {
            if (written.Find(kind) is { } pair)
            {
                return pair;
            }
        }

        return null;
    }
}
