using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Chooses what of a schema's documentation goes where in the generated code's.</summary>
internal sealed class DocPlanner(bool keepsText)
{
    private readonly DocSectionIndex _sections = new();
    private readonly Dictionary<DocBlock, ReadDoc> _read = new(ReferenceComparer<DocBlock>.Instance);

    /// <summary>Documentation of a definition.</summary>
    /// <param name="entity">The definition.</param>
    /// <param name="kind">What it is, for definitions without text.</param>
    public DocSpec Definition(SchemaEntity entity, string kind)
    {
        string fallback = $"QAPI {kind} '{entity.Name}'.";
        if (Read(entity)?.Doc is not { } doc)
        {
            return new DocSpec(fallback);
        }

        bool hasSummary = doc.Body.Count > 0 && doc.Body[0] is DocParagraph;
        IEnumerable<DocNode> told = doc.Body.Skip(hasSummary ? 1 : 0).Concat(doc.Further);
        List<DocNode> remarks = told.Where(node => node is not DocExample).ToList();
        remarks.AddRange(doc.Features.SelectMany(DescribeFeature));
        if (doc.SinceText.Length > 0)
        {
            remarks.Add(DocSpec.Sentence($"Since {doc.SinceText}."));
        }

        return new DocSpec(hasSummary ? doc.Body[0] : DocSpec.Sentence(fallback))
        {
            Remarks = new(remarks.ToArray()),
            Examples = new(told.OfType<DocExample>().ToArray()),
            Returns = entity is CommandDefinition { Returns: not null } ? doc.Returns : default,
            Errors = entity is CommandDefinition ? doc.Errors : default,
        };
    }

    /// <summary>All that is said about a definition; null for nothing.</summary>
    public DefinitionDoc? Find(SchemaEntity entity) => Read(entity)?.Doc;

    /// <summary>Documentation of a member, value or branch.</summary>
    public DocSpec Member(SchemaEntity? owner, string name)
    {
        EquatableArray<DocNode> content = owner is not null && Read(owner)?.FindMember(name) is { } entry ? entry.Content : default;
        return content.Count > 0 && content[0] is DocParagraph
            ? new DocSpec(content[0]) { Remarks = new(content.Skip(1).ToArray()) }
            : new DocSpec($"'{name}'.") { Remarks = content };
    }

    /// <summary>The version that introduced a definition, or null.</summary>
    public static string? Since(SchemaEntity entity) => DocSince.OfDefinition(entity.Documentation);

    /// <summary>The version that introduced a member or value, or null if it is as old as its definition.</summary>
    public string? MemberSince(SchemaEntity? owner, string name) =>
        DocSince.InText(_sections.Find(owner?.Documentation, DocSectionKind.Member, name)?.Text);

    /// <summary>What a definition's documentation says about what is deprecated in it, in one line; null without documentation.</summary>
    public string? Deprecation(SchemaEntity? owner)
    {
        string text = owner is not null && Read(owner)?.Doc.FindFeature(Feature.Deprecated) is { } entry
            ? DocPlainText.Write(entry.Content).Replace('\n', ' ')
            : "";
        return text.Length == 0 ? null : string.Join(" ", text.Split([' '], System.StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<DocNode> DescribeFeature(DocEntry feature)
    {
        DocInline[] lead = feature.Name switch
        {
            Feature.Deprecated => [new DocText("Deprecated: ")],
            Feature.Unstable => [new DocText("Unstable: ")],
            _ => [new DocText("Feature "), new DocCode(feature.Name), new DocText(": ")],
        };
        bool continues = feature.Content.Count > 0 && feature.Content[0] is DocParagraph;
        IEnumerable<DocInline> first = continues ? lead.Concat(((DocParagraph)feature.Content[0]).Content) : lead;
        yield return new DocParagraph(new(first.ToArray()));
        foreach (DocNode node in feature.Content.Skip(continues ? 1 : 0))
        {
            yield return node;
        }
    }

    private ReadDoc? Read(SchemaEntity entity)
    {
        if (!keepsText || entity.Documentation is not { } block)
        {
            return null;
        }

        if (!_read.TryGetValue(block, out ReadDoc? known))
        {
            _read[block] = known = new ReadDoc(DocReader.Read(block));
        }

        return known;
    }

    /// <summary>A definition's documentation; members of long ones are looked up in a table.</summary>
    private sealed class ReadDoc(DefinitionDoc doc)
    {
        private const int FewMembers = 16;

        private Dictionary<string, DocEntry>? _members;

        public DefinitionDoc Doc => doc;

        public DocEntry? FindMember(string name)
        {
            if (doc.Members.Count <= FewMembers)
            {
                return doc.FindMember(name);
            }

            _members ??= doc.Members.GroupBy(member => member.Name).ToDictionary(group => group.Key, group => group.First());
            return _members.TryGetValue(name, out DocEntry? found) ? found : null;
        }
    }
}
