using System.Collections.Generic;
using System.Linq;
using System.Threading;
using QapiGen.LanguageServer.Protocol;
using QapiGen.LanguageServer.Workspace;
using QapiGen.Schema.Model;
using QapiGen.Schema.Outline;
using QapiGen.Schema.Syntax;
using QapiGen.Schema.Text;

namespace QapiGen.LanguageServer.Features;

/// <summary>Shows what isn't written: members that come from a base or a boxed type, branches that a union has without saying so.</summary>
internal static class InlayHints
{
    private const int TypeKind = 1;
    private const int MaxNames = 6;

    /// <summary>The hints of a range.</summary>
    public static InlayHint[] Find(RequestScope scope, RangeParams parameters, CancellationToken cancellationToken)
    {
        var hints = new List<InlayHint>();
        foreach ((RootSnapshot root, DocumentOutline document) in scope.Find(parameters.TextDocument).Take(1))
        {
            SchemaFile file = document.Document.File;
            int start = scope.Positions.ToOffset(file, parameters.Range.Start);
            int end = scope.Positions.ToOffset(file, parameters.Range.End);
            foreach (DefinitionOutline definition in document.Definitions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (definition.Syntax.Span.End < start || definition.Syntax.Span.Start > end || !root.Schema.ByName.TryGetValue(definition.Name, out SchemaEntity? entity) || entity.Location?.File.Path != file.Path)
                {
                    continue;
                }

                hints.AddRange(Of(definition.Syntax.Object, entity).Select(hint => new InlayHint(scope.Positions.ToPosition(file, hint.Offset), hint.Label, TypeKind, true)));
            }
        }

        return [.. hints];
    }

    private static IEnumerable<(int Offset, string Label)> Of(ObjectSyntax written, SchemaEntity entity)
    {
        if (written.Find("base")?.Value is StringSyntax @base && entity is ObjectType { Base: { } inherited })
        {
            yield return (@base.Span.End, Names("", inherited.Members.Select(static member => member.Name)));
        }

        if (written.Find("data")?.Value is StringSyntax data && (entity switch { CommandDefinition command => command.Arguments, EventDefinition @event => @event.Data, _ => null }) is { } boxed)
        {
            yield return (data.Span.End, Names("", boxed.Members.Select(static member => member.Name)));
        }

        if (written.Find("data")?.Value is ObjectSyntax branches && entity is ObjectType { IsUnion: true } union && union.Branches.Any(static branch => branch.IsAdded))
        {
            yield return (branches.Span.End, Names("without members: ", union.Branches.Where(static branch => branch.IsAdded).Select(static branch => branch.Name)));
        }
    }

    private static string Names(string what, IEnumerable<string> names)
    {
        string[] all = [.. names];
        return $"{what}{string.Join(", ", all.Take(MaxNames))}{(all.Length > MaxNames ? $", … ({all.Length})" : "")}";
    }
}
