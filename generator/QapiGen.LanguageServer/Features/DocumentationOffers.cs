using System.Collections.Generic;
using System.Linq;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;

namespace QapiGen.LanguageServer.Features;

/// <summary>Offers names and tags inside of documentation.</summary>
internal static class DocumentationOffers
{
    private static readonly string[] Tags = [.. DocTags.Newest.Select(static tag => tag + ":"), "Features:"];

    /// <summary>What may be written.</summary>
    public static IEnumerable<Offer> Find(RootSnapshot root, DocumentOutline document, CursorContext context, int offset)
    {
        string text = document.Document.File.Text;
        int start = context.Replaced.Start;
        char before = start > 0 ? text[start - 1] : '\n';
        char first = start > 1 ? text[start - 2] : '\n';
        if (before == '@' && (char.IsLetterOrDigit(first) || first is '_' or '-' or '.'))
        {
            // An address.
            return [];
        }

        if (before == '@')
        {
            // Older releases write types and commands so, too; newer ones in quotes.
            IEnumerable<Offer> names = Names(root, Following(document, offset), document, start);
            return root.Loaded.Dialect.Documentation == DocGrammar.Sections ? names : names.Concat(Definitions(root).Select(static offer => offer with { Rank = "9" }));
        }

        int mark = before is '`' or '~' ? start - 1 : before == '<' ? text.LastIndexOfAny(['`', '\r', '\n'], start - 1) : -1;
        mark -= before == '~' && first == '`' ? 1 : 0;
        if (mark >= 0 && text[mark] == '`')
        {
            // Two marks begin literal text.
            return mark > 0 && text[mark - 1] == '`' ? [] : ReferenceOffers.Find(root, Following(document, offset), RoleBefore(text, mark), text[start..offset]);
        }

        int line = start;
        while (line > 0 && text[line - 1] is ' ' or '#')
        {
            line--;
        }

        return line == 0 || text[line - 1] is '\n' or '\r' ? Tags.Select(static tag => new Offer(tag, Offer.Keyword)) : [];
    }

    // Of ":qapi:struct:`" what is between the outer colons; nothing where there is no role.
    private static string RoleBefore(string text, int mark)
    {
        int start = mark;
        while (start > 0 && (char.IsLetter(text[start - 1]) || text[start - 1] is ':' or '-'))
        {
            start--;
        }

        return mark - start > 2 && text[start] == ':' && text[mark - 1] == ':' ? text[(start + 1)..(mark - 1)] : "";
    }

    private static IEnumerable<Offer> Definitions(RootSnapshot root) =>
        root.Definitions.Values.Select(static found => new Offer(found.Definition.Name, Offer.KindOf(found.Definition.Meta), found.Definition.Meta));

    // The definition that the block is for: the one around, or the next.
    private static DefinitionOutline? Following(DocumentOutline document, int offset) =>
        document.FindDefinitionAt(offset) ?? document.Definitions.FirstOrDefault(definition => definition.Syntax.Span.Start >= offset);

    private static IEnumerable<Offer> Names(RootSnapshot root, DefinitionOutline? definition, DocumentOutline document, int start)
    {
        if (definition is null)
        {
            yield break;
        }

        yield return new Offer(definition.Name, Offer.KindOf(definition.Meta), definition.Meta) { Rank = "9" };
        foreach (OutlinePart part in definition.Parts.Concat(definition.Branches))
        {
            bool isDescribed = document.Occurrences.Any(name => name.Role == NameRole.DocMember && name.Owner == definition.Name && name.Name == part.Name && name.Span.Start != start);
            yield return new Offer(part.Name, Offer.Field, part.Type) { Rank = isDescribed ? "5" : "1" };
        }

        foreach (NameOccurrence feature in document.Occurrences.Where(name => name.Role == NameRole.Feature && name.Owner == definition.Name))
        {
            yield return new Offer(feature.Name, Offer.Constant, "feature") { Rank = "2" };
        }

        foreach (Offer inherited in Inherited(root, definition))
        {
            yield return inherited;
        }
    }

    private static IEnumerable<Offer> Inherited(RootSnapshot root, DefinitionOutline definition)
    {
        string? next = definition.Base ?? definition.Data;
        for (int depth = 0; depth < 16 && next is not null && root.Definitions.TryGetValue(next, out (DocumentOutline, DefinitionOutline Definition) found); depth++)
        {
            foreach (OutlinePart part in found.Definition.Parts)
            {
                yield return new Offer(part.Name, Offer.Field, $"{found.Definition.Name}: {part.Type}") { Rank = "7" };
            }

            next = found.Definition.Base;
        }
    }
}
