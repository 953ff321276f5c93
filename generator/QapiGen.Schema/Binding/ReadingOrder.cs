using System.Collections.Generic;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding;

/// <summary>Walks a loaded schema in reading order, included files in place of their first include (spec I-2).</summary>
internal static class ReadingOrder
{
    /// <summary>Every item with its file; an include directive comes before what it includes, with where it leads; and which of the file's items it is.</summary>
    public static IEnumerable<(LoadedFile File, TopLevelSyntax Item, int Index, LoadedInclude? Include)> Walk(LoadedFile root)
    {
        // A stack of our own: a chain of includes may be longer than ours.
        var open = new Stack<Position>();
        open.Push(new Position(root));
        while (open.Count > 0)
        {
            Position top = open.Peek();
            if (top.Item == top.File.Document.Items.Count)
            {
                open.Pop();
                continue;
            }

            TopLevelSyntax item = top.File.Document.Items[top.Item++];
            LoadedInclude? include = item is IncludeSyntax ? top.NextInclude() : null;
            yield return (top.File, item, top.Item - 1, include);
            if (include is { IsFirst: true, File: { } included })
            {
                open.Push(new Position(included));
            }
        }
    }

    private sealed class Position
    {
        private int _include;

        public Position(LoadedFile file) => File = file;

        public LoadedFile File { get; }

        public int Item { get; set; }

        public LoadedInclude? NextInclude() => _include < File.Includes.Count ? File.Includes[_include++] : null;
    }
}
