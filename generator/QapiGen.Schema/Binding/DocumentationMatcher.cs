using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding;

/// <summary>Matches documentation with what it documents (spec 2.5). Works on what is written, so that a fault elsewhere causes none here.</summary>
internal sealed class DocumentationMatcher
{
    private readonly Dialect _dialect;
    private readonly PragmaState _pragmas;

    public DocumentationMatcher(Dialect dialect, PragmaState pragmas)
    {
        _dialect = dialect;
        _pragmas = pragmas;
    }

    /// <summary>Whether descriptions of what doesn't exist are found after everything else (spec R-25, phase 5).</summary>
    public bool ChecksExistenceLast => _dialect.Documentation == DocGrammar.Sections;

    /// <summary>What isn't described (spec D-41, D-42).</summary>
    public void CheckMissing(DefinitionShape shape)
    {
        if (DocOf(shape) is not { } doc)
        {
            return;
        }

        HashSet<string> members = NamesOf(doc, DocSectionKind.Member);
        HashSet<string> features = NamesOf(doc, DocSectionKind.Feature);
        CheckFeatures(shape, shape.Features, features);
        bool mustDescribe = _dialect.RequiresMemberDescriptions && !_pragmas.AllowsUndocumentedMembers(shape.Name);
        foreach (PartShape part in shape.Parts)
        {
            if (mustDescribe && !members.Contains(part.Name))
            {
                shape.Scope.Report(SchemaRules.UndocumentedMember, part.Span, KindOf(shape), part.Name);
            }

            CheckFeatures(shape, part.Features, features);
        }
    }

    /// <summary>What is described but doesn't exist (spec D-43).</summary>
    public void CheckExisting(DefinitionShape shape)
    {
        if (DocOf(shape) is not { } doc || !shape.HasReadableParts)
        {
            return;
        }

        var members = new HashSet<string>(StringComparer.Ordinal);
        var features = new HashSet<string>(StringComparer.Ordinal);
        Add(features, shape.Features);
        foreach (PartShape part in shape.Parts)
        {
            members.Add(part.Name);
            Add(features, part.Features);
        }

        if (shape.IsSimpleUnion)
        {
            members.Add("type");
        }

        ReportUnknown(shape, doc, DocSectionKind.Member, members, SchemaRules.UnknownDocumentedMember);
        ReportUnknown(shape, doc, DocSectionKind.Feature, features, SchemaRules.UnknownDocumentedFeature);
    }

    private static string KindOf(DefinitionShape shape) => shape.Kind switch
    {
        DefinitionKind.Enum => "value",
        DefinitionKind.Alternate => "alternative",
        DefinitionKind.Command => "argument",
        _ => "member",
    };

    private static void Add(HashSet<string> names, Collections.EquatableArray<Feature> features)
    {
        foreach (Feature feature in features)
        {
            names.Add(feature.Name);
        }
    }

    private static HashSet<string> NamesOf(DocBlock doc, DocSectionKind kind)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (DocSection section in doc.Sections)
        {
            if (section.Kind == kind && section.Name is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static void CheckFeatures(DefinitionShape shape, Collections.EquatableArray<Feature> features, HashSet<string> described)
    {
        foreach (Feature feature in features)
        {
            if (!described.Contains(feature.Name))
            {
                shape.Scope.Report(SchemaRules.UndocumentedFeature, feature.Location!.Span, feature.Name);
            }
        }
    }

    private DocBlock? DocOf(DefinitionShape shape) =>
        _dialect.ChecksDocumentation && shape.HasMatchingDocumentation ? shape.Scope.Syntax.Documentation : null;

    // At the first such description, for 7.2 and before at the block (spec V-26).
    private void ReportUnknown(DefinitionShape shape, DocBlock doc, DocSectionKind kind, HashSet<string> known, SchemaRule rule)
    {
        var unknown = new List<string>();
        SourceSpan? first = null;
        foreach (DocSection section in doc.Sections)
        {
            if (section.Kind == kind && section.Name is { } name && !known.Contains(name))
            {
                unknown.Add(name);
                first ??= section.Span;
            }
        }

        if (first is { } at)
        {
            shape.Scope.ReportInDocumentation(rule, ChecksExistenceLast ? at : doc.Span, Wording.Quote(unknown));
        }
    }
}
