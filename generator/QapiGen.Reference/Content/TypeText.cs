using System.Collections.Generic;
using QapiGen.Reference.Articles;
using QapiGen.Schema.Model;

namespace QapiGen.Reference.Content;

/// <summary>Types as a line with links.</summary>
internal static class TypeText
{
    /// <summary>The type's name, or what it is if it has none.</summary>
    public static IEnumerable<Inline> Of(SchemaType type, EntryIndex index)
    {
        if (type is ArrayType array)
        {
            yield return new TextRun("array of ");
            foreach (Inline piece in Of(array.Element, index))
            {
                yield return piece;
            }
        }
        else if (index.Find(type) is { } entry)
        {
            yield return new LinkRun(new CodeRun(type.Name), entry.Target);
        }
        else
        {
            yield return type is ObjectType ? new TextRun("object") : new CodeRun(type.Name);
        }
    }
}
