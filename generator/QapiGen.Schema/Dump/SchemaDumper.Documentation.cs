using System;
using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Dump;

/// <content>Documentation (spec ).</content>
public sealed partial class SchemaDumper
{
    private void WriteDocumentation()
    {
        var owners = new Dictionary<DocBlock, SchemaEntity>(ReferenceComparer<DocBlock>.Instance);
        foreach (SchemaEntity entity in _schema.Entities)
        {
            if (entity.Documentation is { } doc)
            {
                owners[doc] = entity;
            }
        }

        foreach (DocBlock doc in _schema.DocBlocks)
        {
            Line(0, doc.Symbol is null ? "doc freeform" : "doc symbol=", doc.Symbol ?? string.Empty);
            WriteSection("body=", doc.Sections.Count > 0 ? doc.Sections[0].Text : string.Empty);
            WriteDescriptions(doc, DocSectionKind.Member, "arg", owners.TryGetValue(doc, out SchemaEntity? owner) ? MembersOf(owner) : Array.Empty<string>());
            WriteDescriptions(doc, DocSectionKind.Feature, "feature", Array.Empty<string>());
            WriteOtherSections(doc);
        }
    }

    private void WriteDescriptions(DocBlock doc, DocSectionKind kind, string key, IEnumerable<string> all)
    {
        var described = new HashSet<string>(StringComparer.Ordinal);
        foreach (DocSection section in doc.Sections)
        {
            if (section.Kind == kind)
            {
                described.Add(section.Name ?? string.Empty);
                WriteSection(key + "=" + section.Name, section.Text);
            }
        }

        foreach (string name in all)
        {
            if (described.Add(name))
            {
                WriteSection(key + "=" + name, string.Empty);
            }
        }
    }

    private void WriteOtherSections(DocBlock doc)
    {
        bool isOld = _schema.Dialect.Documentation == DocGrammar.States;
        for (int i = 1; i < doc.Sections.Count; i++)
        {
            DocSection section = doc.Sections[i];
            if (section.Kind is not (DocSectionKind.Member or DocSectionKind.Feature))
            {
                string kind = !isOld ? section.Kind.ToString() : section.Kind is DocSectionKind.Plain or DocSectionKind.Body ? "None" : section.Name ?? "None";
                WriteSection("section=" + kind, section.Text);
            }
        }
    }

    private void WriteSection(string heading, string text)
    {
        Line(1, heading);
        Line(0, text);
    }

    // What documentation is matched against (spec D-40).
    private static IEnumerable<string> MembersOf(SchemaEntity entity) => entity switch
    {
        EnumType type => Names(type.Values),
        ObjectType { Kind: ObjectKind.Union, Base.IsImplicit: true } union => Names(union.Base.OwnMembers),
        ObjectType type => Names(type.OwnMembers),
        AlternateType alternate => Names(alternate.Alternatives),
        CommandDefinition { Arguments: { Kind: ObjectKind.Arguments } arguments } => Names(arguments.OwnMembers),
        EventDefinition { Data: { Kind: ObjectKind.Arguments } data } => Names(data.OwnMembers),
        _ => Array.Empty<string>(),
    };

    private static IEnumerable<string> Names<T>(EquatableArray<T> parts)
        where T : class
    {
        foreach (T part in parts)
        {
            yield return part.ToString()!;
        }
    }
}
