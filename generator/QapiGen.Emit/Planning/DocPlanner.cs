using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Turns documentation blocks into XML documentation and versions.</summary>
internal sealed class DocPlanner(bool keepsText)
{
    private static readonly Regex Blanks = new(@"\s+", RegexOptions.CultureInvariant);
    private static readonly Regex VersionPattern = new(@"\d+(\.\d+)+|\d+", RegexOptions.CultureInvariant);
    private static readonly Regex SincePattern = new(@"\(\s*since:?\s+(\d+(?:\.\d+)*)[^)]*\)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Documentation of a definition.</summary>
    /// <param name="entity">The definition.</param>
    /// <param name="kind">What it is, for definitions without text.</param>
    public DocSpec Definition(SchemaEntity entity, string kind)
    {
        DocBlock? block = entity.Documentation;
        string fallback = $"QAPI {kind} '{entity.Name}'.";
        if (block is null || !keepsText)
        {
            return new DocSpec(fallback);
        }

        string[] body = Paragraphs(block.Find(DocSectionKind.Body)?.Text ?? "");
        var remarks = new List<string>(body.Skip(1));
        foreach (DocSection section in block.Sections)
        {
            AddRemarks(section, remarks);
        }

        string? returns = entity is CommandDefinition { Returns: not null } ? block.Find(DocSectionKind.Returns)?.Text.Trim() : null;
        return new DocSpec(
            body.Length > 0 ? body[0] : fallback,
            new EquatableArray<string>(remarks.ToArray()),
            string.IsNullOrEmpty(returns) ? null : returns);
    }

    /// <summary>Documentation of a member, value or branch.</summary>
    public DocSpec Member(SchemaEntity? owner, string name)
    {
        string? text = keepsText ? owner?.Documentation?.Find(DocSectionKind.Member, name)?.Text.Trim() : null;
        if (string.IsNullOrEmpty(text))
        {
            return new DocSpec($"'{name}'.");
        }

        string[] paragraphs = Paragraphs(text!);
        return new DocSpec(paragraphs[0], new EquatableArray<string>(paragraphs.Skip(1).ToArray()));
    }

    /// <summary>The version that introduced a definition, or null.</summary>
    public static string? Since(SchemaEntity entity)
    {
        string? text = entity.Documentation?.Find(DocSectionKind.Since)?.Text;
        Match match = VersionPattern.Match(text ?? "");
        return match.Success ? match.Value : null;
    }

    /// <summary>The version that introduced a member or value, or null if it is as old as its definition.</summary>
    public static string? MemberSince(SchemaEntity? owner, string name)
    {
        string? text = owner?.Documentation?.Find(DocSectionKind.Member, name)?.Text;
        if (text is null || text.IndexOf("since", StringComparison.OrdinalIgnoreCase) < 0)
        {
            return null;
        }

        Match match = SincePattern.Match(text);
        return match.Success ? match.Groups[1].Value : null;
    }

    /// <summary>What a definition's documentation says about what is deprecated in it, in one line; null without documentation.</summary>
    public string? Deprecation(SchemaEntity? owner)
    {
        string? text = keepsText ? owner?.Documentation?.Find(DocSectionKind.Feature, Feature.Deprecated)?.Text.Trim() : null;
        return string.IsNullOrEmpty(text) ? null : Blanks.Replace(text!, " ");
    }

    private static void AddRemarks(DocSection section, List<string> remarks)
    {
        string text = section.Text.Trim();
        switch (section.Kind)
        {
            case DocSectionKind.Plain:
            case DocSectionKind.Note:
            case DocSectionKind.Example:
                remarks.AddRange(Paragraphs(text));
                break;
            case DocSectionKind.Errors:
                remarks.Add("Errors: " + text);
                break;
            case DocSectionKind.Since:
                remarks.Add("Since: " + text);
                break;
            case DocSectionKind.Feature:
                remarks.Add($"Feature {section.Name}: {text}");
                break;
        }
    }

    private static string[] Paragraphs(string text)
    {
        if (text.IndexOf("\n\n", StringComparison.Ordinal) < 0)
        {
            string only = text.Trim('\n', ' ');
            return only.Length == 0 ? [] : [only];
        }

        return text.Split(["\n\n"], StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim('\n', ' ')).Where(part => part.Length > 0).ToArray();
    }
}
