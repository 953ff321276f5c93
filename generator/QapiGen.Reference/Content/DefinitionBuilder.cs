using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using QapiGen.Compatibility.Findings;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Changes;
using QapiGen.Reference.Usage;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Content;

/// <summary>Says all about one definition.</summary>
internal sealed class DefinitionBuilder
{
    private readonly EntryIndex _index;
    private readonly TypeUsage _usage;
    private readonly ChangeNotes? _changes;
    private readonly bool _tellsToDo;

    /// <summary>Makes a builder.</summary>
    /// <param name="index">Where everything is.</param>
    /// <param name="usage">Who uses which type.</param>
    /// <param name="changes">What is new; null without a baseline.</param>
    /// <param name="tellsToDo">Whether <c>TODO</c> sections are told, as manuals of older releases do.</param>
    public DefinitionBuilder(EntryIndex index, TypeUsage usage, ChangeNotes? changes, bool tellsToDo)
    {
        _tellsToDo = tellsToDo;
        _index = index;
        _usage = usage;
        _changes = changes;
    }

    /// <summary>Builds the block.</summary>
    /// <param name="entry">The definition.</param>
    /// <param name="level">Level of its heading.</param>
    public DefinitionBlock Build(Entry entry, int level)
    {
        var converter = new DocConverter(_index, entry);
        var content = new List<Block>(converter.Convert(entry.Doc.Body));
        var rows = new MemberRows(_index, entry, _changes);
        AddMembers(content, entry, rows, level + 1);
        AddReturns(content, entry, converter, level + 1);
        AddPart(content, level + 1, "Errors", converter.Convert(entry.Doc.Errors));
        if (entry.FeatureNames() is { Count: > 0 } features)
        {
            ILookup<string, Feature> found = entry.Features.ToLookup(static feature => feature.Name, StringComparer.Ordinal);
            ILookup<string, DocEntry> said = entry.Doc.Features.ToLookup(static described => described.Name, StringComparer.Ordinal);
            AddPart(content, level + 1, "Features", [new RowsBlock([.. features.Select(name => FeatureRow(entry, name, found[name], said[name].FirstOrDefault(), converter))])]);
        }

        content.AddRange(converter.Convert(entry.Doc.Further));
        AddPart(content, level + 1, "To do", _tellsToDo ? converter.Convert(entry.Doc.ToDo) : []);
        AddPart(content, level + 1, "Also described", rows.Rest() is { } rest ? [rest] : []);
        AddChanges(content, entry, level + 1);
        content.AddRange(Uses(entry));
        return new DefinitionBlock(level, entry.Target.Anchor, entry.Kind, entry.Name, [.. Badges(entry)], content);
    }

    private static void AddPart(List<Block> content, int level, string title, IReadOnlyList<Block> blocks)
    {
        if (blocks.Count > 0)
        {
            content.Add(new PartBlock(level, title, blocks));
        }
    }

    private static void AddMembers(List<Block> content, Entry entry, MemberRows rows, int level)
    {
        if (entry.Members is { } type)
        {
            string title = entry.Entity is CommandDefinition ? "Arguments" : entry.Entity is EventDefinition ? "Data" : "Members";
            AddPart(content, level, title, [.. rows.Members(type)]);
            AddPart(content, level, "Branches", type.Branches.Count > 0 ? [rows.Branches(type)] : []);
        }
        else if (entry.Entity is EnumType { Values.Count: > 0 } enumeration)
        {
            AddPart(content, level, "Values", [rows.Values(enumeration)]);
        }
        else if (entry.Entity is AlternateType alternate)
        {
            AddPart(content, level, "Alternatives, told by the kind of JSON value", [rows.Alternatives(alternate)]);
        }

        if (entry.Entity is CommandDefinition { HasGeneratedMarshalling: false })
        {
            content.Add(new RemarkBlock(Inline.Line("Arguments aren't checked by the schema: the command takes more than it says.")));
        }
    }

    private void AddReturns(List<Block> content, Entry entry, DocConverter converter, int level)
    {
        if (entry.Entity is not CommandDefinition command)
        {
            return;
        }

        List<Block> returns = [];
        if (!command.HasSuccessResponse)
        {
            returns.Add(new ParagraphBlock(Inline.Line("No reply when it succeeds.")));
        }
        else if (command.Returns is not null)
        {
            returns.Add(new ParagraphBlock([.. TypeText.Of(command.Returns, _index)]));
        }

        returns.AddRange(converter.Convert(entry.Doc.Returns));
        AddPart(content, level, "Returns", returns);
    }

    private static Row FeatureRow(Entry entry, string name, IEnumerable<Feature> found, DocEntry? said, DocConverter converter)
    {
        var head = new List<Inline> { new CodeRun(name) };
        foreach (Feature feature in found)
        {
            if (feature.Condition is not null)
            {
                head.Add(new Badge(BadgeKind.Condition, "if " + ConditionPhrase.Of(feature.Condition)));
            }
        }

        return new Row(entry.FindFeature(name)!.Anchor, head, said is null ? [] : converter.Convert(said.Content));
    }

    private IEnumerable<Inline> Badges(Entry entry)
    {
        if (entry.Doc.SinceText.Length > 0)
        {
            yield return new Badge(BadgeKind.Since, "since " + entry.Doc.SinceText);
        }

        foreach (Badge badge in Remarks.Of(entry.Entity.Condition, entry.Entity.Features, entry))
        {
            yield return badge;
        }

        if (entry.Entity is CommandDefinition { AllowsOutOfBand: true })
        {
            yield return new Badge(BadgeKind.Fact, "may run out-of-band");
        }

        if (entry.Entity is CommandDefinition { AllowsPreconfig: true })
        {
            yield return new Badge(BadgeKind.Fact, "also before the machine is made");
        }

        foreach (Badge badge in _changes?.BadgesOf(entry.Entity) ?? [])
        {
            yield return badge;
        }
    }

    private void AddChanges(List<Block> content, Entry entry, int level)
    {
        IEnumerable<IEnumerable<Inline>> lines = _changes is null ? []
            : [.. _changes.Of(entry.Entity).Select(Line), .. _changes.PartsOf(entry.Entity).Select(static part => Inline.Line(part.Text))];
        ListBlock list = new(null, [.. lines.Select(static line => (IReadOnlyList<Block>)[new ParagraphBlock([.. line])])]);
        AddPart(content, level, $"Changes since {_changes?.Name}", list.Items.Count > 0 ? [list] : []);
    }

    /// <summary>A finding as a line.</summary>
    public static IEnumerable<Inline> Line(CompatibilityFinding finding)
    {
        if (finding.Verdict != Verdict.Compatible)
        {
            yield return new Badge(finding.Verdict == Verdict.Breaking ? BadgeKind.Breaking : BadgeKind.Changed, finding.Verdict == Verdict.Breaking ? "breaking" : "risky");
            yield return new TextRun(" ");
        }

        string victims = finding.Victims.Length == 0 || finding.Verdict == Verdict.Compatible ? "" : $"; breaks {finding.Victims}";
        yield return new TextRun(finding.Text + victims);
    }

    private IEnumerable<Block> Uses(Entry entry)
    {
        if (entry.Entity is SchemaType type and not BuiltinType)
        {
            foreach (Block block in Links("Sent by", _usage.SentBy(type)).Concat(Links("Received from", _usage.ReceivedFrom(type))))
            {
                yield return block;
            }
        }
    }

    private IEnumerable<Block> Links(string title, IReadOnlyList<SchemaEntity> users)
    {
        if (users.Count > 0)
        {
            string count = users.Count > 1 ? $" {users.Count.ToString(CultureInfo.InvariantCulture)} {Noun(users)}" : "";
            yield return new LinksBlock(title + count, [.. users.Select(user => _index.Find(user) is { } entry ? (Inline)new LinkRun(new CodeRun(user.Name), entry.Target) : new CodeRun(user.Name))]);
        }
    }

    private static string Noun(IReadOnlyList<SchemaEntity> users) =>
        users.All(u => u is CommandDefinition) ? "commands" : users.All(u => u is EventDefinition) ? "events" : "commands and events";
}
