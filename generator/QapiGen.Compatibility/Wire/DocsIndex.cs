using System.Text.RegularExpressions;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Documentation.Content;
using QapiGen.Schema.Model;

namespace QapiGen.Compatibility.Wire;

/// <summary>Takes versions, defaults and notes on deprecation out of a schema's documentation.</summary>
internal sealed class DocsIndex
{
    private static readonly Regex SincePattern = new(@"\(\s*since:?\s+(?:QEMU\s+)?(\d+(?:\.\d+)*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex DefaultPattern = new(@"\(\s*defaults?(?:\s*:|\s+is|\s+to)?\s+(?<value>[^();]*?)\s*(?:,?\s*since\b[^()]*)?[;)]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex VersionPattern = new(@"\d+(?:\.\d+)*", RegexOptions.CultureInvariant);

    private static readonly Regex Blanks = new(@"\s+", RegexOptions.CultureInvariant);

    private readonly QapiSchema _schema;
    private readonly DocSectionIndex _sections = new();

    /// <summary>Makes an index over a schema.</summary>
    public DocsIndex(QapiSchema schema) => _schema = schema;

    /// <summary>What a command's or event's own block says of it.</summary>
    public ElementDocs? OfDefinition(SchemaEntity entity)
    {
        DocBlock? block = entity.Documentation;
        if (block is null)
        {
            return null;
        }

        return new ElementDocs(SinceIn(block), null, DeprecationIn(block), null);
    }

    /// <summary>What the block of the definition that declares a member or value says of it.</summary>
    /// <param name="owner">Name of the type, perhaps an implicit one.</param>
    /// <param name="name">The member or value.</param>
    public ElementDocs? OfMember(string owner, string name)
    {
        DocBlock? block = _schema.ByName.TryGetValue(ImplicitNames.Owner(owner), out SchemaEntity? entity) ? entity.Documentation : null;
        DocSection? section = _sections.Find(block, DocSectionKind.Member, name);
        if (section is null)
        {
            return block is null ? null : new ElementDocs(null, null, DeprecationIn(block), SinceIn(block));
        }

        string text = Blanks.Replace(section.Text, " ");
        Match since = SincePattern.Match(text);
        Match value = DefaultPattern.Match(text);
        return new ElementDocs(
            since.Success ? since.Groups[1].Value : null,
            value.Success ? DocPlainText.Write(DocMarkup.Parse(value.Groups["value"].Value)) : null,
            DeprecationIn(block!),
            SinceIn(block!));
    }

    private string? SinceIn(DocBlock block)
    {
        Match version = VersionPattern.Match(_sections.Find(block, DocSectionKind.Since)?.Text ?? string.Empty);
        return version.Success ? version.Value : null;
    }

    private string? DeprecationIn(DocBlock block) => _sections.Find(block, DocSectionKind.Feature, Feature.Deprecated)?.Text;
}
