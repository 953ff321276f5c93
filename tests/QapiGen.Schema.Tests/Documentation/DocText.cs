using System.Globalization;
using System.Text;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Tests.Documentation;

/// <summary>The documentation of a file as text: each block with its sections.</summary>
internal static class DocText
{
    public static string Format(SchemaDocument document)
    {
        var text = new StringBuilder();
        foreach (TopLevelSyntax item in document.Items)
        {
            DocBlock? block = item switch
            {
                FreeFormSyntax freeForm => freeForm.Documentation,
                DefinitionSyntax definition => definition.Documentation,
                _ => null,
            };
            if (block is not null)
            {
                Append(text, block);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, DocBlock block)
    {
        text.Append(block.Symbol is null ? "doc freeform\n" : $"doc symbol={block.Symbol}\n");
        foreach (DocSection section in block.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {section.Kind} {section.Name}\n");
            foreach (string line in section.Text.Split('\n'))
            {
                text.Append(CultureInfo.InvariantCulture, $"        |{line}|\n");
            }
        }
    }
}
