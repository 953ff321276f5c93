using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Changes;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Content;

/// <summary>Members, branches, values and alternatives of one definition, with what is said about them.</summary>
internal sealed class MemberRows
{
    private readonly EntryIndex _index;
    private readonly Entry _entry;
    private readonly ChangeNotes? _changes;
    private readonly HashSet<string> _described = new(StringComparer.Ordinal);

    /// <summary>Makes rows for a definition.</summary>
    public MemberRows(EntryIndex index, Entry entry, ChangeNotes? changes)
    {
        _index = index;
        _entry = entry;
        _changes = changes;
    }

    /// <summary>The members: inherited ones under the name of the type that declares them.</summary>
    public IEnumerable<Block> Members(ObjectType type)
    {
        // Named data has to be named, also where all that it has comes from its base.
        if (_index.Find(type) is { } whole && whole != _entry && !type.Members.Any(member => OwnerOf(type, member) == whole))
        {
            yield return new RemarkBlock([new TextRun("Those of "), new LinkRun(new CodeRun(type.Name), whole.Target), new TextRun(":")]);
        }

        for (int i = 0; i < type.Members.Count;)
        {
            ObjectType owner = type.Members[i].DefinedIn;
            int end = i;
            while (end < type.Members.Count && ReferenceEquals(type.Members[end].DefinedIn, owner))
            {
                end++;
            }

            Entry? from = OwnerOf(type, type.Members[i]);
            if (from is not null && from != _entry)
            {
                yield return new RemarkBlock([new TextRun("From "), new LinkRun(new CodeRun(from.Name), from.Target), new TextRun(":")]);
            }

            else if (i > 0)
            {
                yield return new RemarkBlock(Inline.Line("Its own:"));
            }

            yield return new RowsBlock([.. Enumerable.Range(i, end - i).Select(m => MemberRow(type, type.Members[m], from ?? _entry))]);
            i = end;
        }
    }

    /// <summary>A union's branches with the members that they add.</summary>
    public RowsBlock Branches(ObjectType union) => new([.. union.Branches.Select(branch =>
    {
        var head = new List<Inline>
        {
            new TextRun("if "), new CodeRun(union.Discriminator!.Name), new TextRun(" is "), new CodeRun(branch.Name), new TextRun(": "),
        };
        if (branch.Type.IsEmpty)
        {
            head.Add(new TextRun("nothing more"));
        }
        else
        {
            head.AddRange(branch.Type.IsImplicit ? [] : TypeText.Of(branch.Type, _index));
        }

        AddRemarks(head, branch.Condition, default, branch.Name);
        List<Block> content = [.. Describe(_entry, branch.Name)];
        if (!branch.Type.IsEmpty)
        {
            content.Add(new RemarkBlock(Brief(branch.Type)));
        }

        return new Row(_entry.FindPart(branch.Name)?.Anchor is { } anchor && !union.Members.Any(m => m.Name == branch.Name) ? anchor : "", head, content);
    })]);

    /// <summary>An enum's values.</summary>
    public RowsBlock Values(EnumType type) => new([.. type.Values.Select(value =>
    {
        var head = new List<Inline> { new CodeRun(value.Name) };
        AddRemarks(head, value.Condition, value.Features, value.Name);
        return new Row(_entry.FindPart(value.Name)!.Anchor, head, Describe(_entry, value.Name));
    })]);

    /// <summary>An alternate's alternatives.</summary>
    public RowsBlock Alternatives(AlternateType type) => new([.. type.Alternatives.Select(alternative =>
    {
        var head = new List<Inline> { new CodeRun(alternative.Name), new TextRun(": ") };
        head.AddRange(TypeText.Of(alternative.Type, _index));
        AddRemarks(head, alternative.Condition, default, alternative.Name);
        return new Row(_entry.FindPart(alternative.Name)!.Anchor, head, Describe(_entry, alternative.Name));
    })]);

    /// <summary>What the documentation describes and the definition hasn't got: nothing that is said goes missing.</summary>
    public RowsBlock? Rest()
    {
        Row[] rows = [.. _entry.Doc.Members.Where(m => _described.Add(m.Name)).Select(m => new Row("", [new CodeRun(m.Name)], new DocConverter(_index, _entry).Convert(m.Content)))];
        return rows.Length == 0 ? null : new RowsBlock(rows);
    }

    // A base that is written inside a union belongs to it, and is described there.
    private Entry? OwnerOf(ObjectType type, Member member) =>
        _index.Find(member.DefinedIn) ?? (member.DefinedIn.IsImplicit && !type.IsImplicit ? _index.Find(type) : null);

    private Row MemberRow(ObjectType type, Member member, Entry owner)
    {
        var head = new List<Inline> { new CodeRun(member.Name), new TextRun(": ") };
        head.AddRange(TypeText.Of(member.Type, _index));
        if (member.IsOptional)
        {
            head.Add(new Badge(BadgeKind.Fact, "optional"));
        }

        if (ReferenceEquals(member, type.Discriminator))
        {
            head.Add(new Badge(BadgeKind.Fact, "tells the branch"));
        }

        AddRemarks(head, member.Condition, member.Features, member.Name);
        return new Row(_entry.FindPart(member.Name)!.Anchor, head, Describe(owner, member.Name));
    }

    private Block[] Describe(Entry owner, string name)
    {
        if (owner == _entry && !_described.Add(name))
        {
            return [];
        }

        return owner.Doc.FindMember(name) is { } said ? new DocConverter(_index, owner).Convert(said.Content) : [];
    }

    private void AddRemarks(List<Inline> head, Condition? condition, EquatableArray<Feature> features, string part)
    {
        head.AddRange(Remarks.Of(condition, features, _entry));
        if (_changes?.OfPart(_entry.Entity, part) is { } change)
        {
            head.Add(change);
        }
    }

    // The names with their types; what they mean is said where the type is.
    private List<Inline> Brief(ObjectType type)
    {
        var line = new List<Inline> { new TextRun("adds ") };
        Entry? entry = _index.Find(type);
        for (int i = 0; i < type.Members.Count; i++)
        {
            Member member = type.Members[i];
            line.Add(new TextRun(i > 0 ? ", " : ""));
            line.Add(entry?.FindPart(member.Name) is { } place ? new LinkRun(new CodeRun(member.Name), place) : new CodeRun(member.Name));
            if (entry is null)
            {
                line.Add(new TextRun(": "));
                line.AddRange(TypeText.Of(member.Type, _index));
            }

            line.Add(new TextRun(member.IsOptional ? " (optional)" : ""));
        }

        if (type.Discriminator is not null)
        {
            line.Add(new TextRun(", and what its branches add"));
        }

        return line;
    }
}
