using System;
using System.Collections.Generic;
using QapiGen.Reference.Articles;
using QapiGen.Reference.Names;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.Reference.Content;

/// <summary>The page of one module: first where everything is, then what it says.</summary>
internal sealed class ModulePageBuilder
{
    private const int MaxLevel = 4;

    private readonly LoadedFile _file;
    private readonly string _stem;
    private readonly UniqueNames _anchors = new("content", "search", "results", "result-count", "top");
    private readonly List<object> _items = [];
    private readonly List<OutlineItem> _outline = [];
    private string? _title;
    private int _topLevel;
    private int _level = 1;

    /// <summary>Reads a module; its definitions go to the index.</summary>
    public ModulePageBuilder(LoadedFile file, SchemaModule module, string stem, EntryIndex index)
    {
        _file = file;
        _stem = stem;
        var byStart = new Dictionary<int, SchemaEntity>();
        foreach (SchemaEntity entity in module.Entities)
        {
            if (IsWritten(entity) && entity.Location is { } location)
            {
                byStart.TryAdd(location.Span.Start, entity);
            }
        }

        foreach (TopLevelSyntax item in file.Document.Items)
        {
            switch (item)
            {
                case FreeFormSyntax text:
                    Read(DocReader.Read(text.Documentation));
                    break;
                case DefinitionSyntax definition:
                    foreach (SchemaEntity entity in In(definition, byStart))
                    {
                        var entry = new Entry(entity, stem, _anchors);
                        index.Add(entry);
                        _items.Add((entry, Math.Min(_level + 1, MaxLevel)));
                        _outline.Add(new OutlineItem(entry.Target.Anchor, entry.Name, entry.Kind));
                    }

                    break;
            }
        }

        index.AddModule(file.ModuleName, stem);
    }

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => _items.Count == 0 && _title is null;

    /// <summary>Makes the page, when everything is in the index.</summary>
    public ManualPage Build(EntryIndex index, DefinitionBuilder definitions)
    {
        var content = new List<Block>();
        var converter = new DocConverter(index, null);
        foreach (object item in _items)
        {
            switch (item)
            {
                case DocNode node:
                    content.AddRange(converter.Convert([node]));
                    break;
                case (DocHeading heading, int level, string anchor):
                    content.Add(new HeadingBlock(level, converter.Convert(heading.Content), anchor));
                    break;
                case (Entry entry, int level):
                    content.Add(definitions.Build(entry, level));
                    break;
            }
        }

        string name = SafeText.Escape(_file.ModuleName);
        return new ManualPage(_stem, _title ?? name, name, _outline, content);
    }

    // The first heading is the page's title; the others are counted from it.
    private void Read(DefinitionDoc text)
    {
        foreach (DocNode node in text.Body)
        {
            if (node is not DocHeading heading)
            {
                _items.Add(node);
            }
            else if (_title is null && _items.Count == 0)
            {
                _title = heading.Text;
                _topLevel = heading.Level;
            }
            else
            {
                _topLevel = _title is null && _topLevel == 0 ? heading.Level - 1 : _topLevel;
                _level = Math.Clamp(1 + heading.Level - _topLevel, 2, Math.Min(_level + 1, MaxLevel - 1));
                string anchor = _anchors.Take(Slug.Of("section-" + heading.Text));
                _items.Add((heading, _level, anchor));
                _outline.Add(new OutlineItem(anchor, heading.Text, ""));
            }
        }
    }

    private static bool IsWritten(SchemaEntity entity) =>
        entity is CommandDefinition or EventDefinition or AlternateType or EnumType { IsImplicit: false } or ObjectType { IsImplicit: false };

    private static IEnumerable<SchemaEntity> In(DefinitionSyntax definition, Dictionary<int, SchemaEntity> byStart)
    {
        foreach (PairSyntax pair in definition.Object.Pairs)
        {
            if (byStart.Remove(pair.Value.Span.Start, out SchemaEntity? entity))
            {
                yield return entity;
            }
        }
    }
}
