using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using QapiGen.Reference.Manuals;
using QapiGen.Reference.Tests.Support;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Model;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Reference.Tests;

/// <summary>What a definition says in the language itself is in its article: members with types, what is optional and when, branches, values, features, results.</summary>
public sealed class FactTests
{
    public static IEnumerable<object[]> Roots => LinkTests.Roots;

    [QemuSchemasTheory]
    [MemberData(nameof(Roots))]
    public void No_fact_of_a_real_definition_is_missing(string release, string root, ManualFormat format) =>
        Check(Manual.Write(QemuSchemas.PathOf(release, root), format));

    [Theory]
    [InlineData(ManualFormat.Html)]
    [InlineData(ManualFormat.Markdown)]
    public void No_fact_of_a_small_schema_is_missing(ManualFormat format) => Check(Manual.OfSample(format));

    [Theory]
    [InlineData(ManualFormat.Html)]
    [InlineData(ManualFormat.Markdown)]
    public void Arguments_that_are_a_unions_are_described_as_the_union_does_and_lead_there(ManualFormat format)
    {
        Manual manual = Manual.Write(format, ("a.json", """
            ##
            # @Kind:
            #
            # Kinds.
            #
            # @one: the one
            ##
            { 'enum': 'Kind', 'data': [ 'one' ] }

            ##
            # @Options:
            #
            # Options.
            #
            # @kind: which of them
            ##
            { 'union': 'Options', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'one': 'Nothing' } }

            ##
            # @Nothing:
            #
            # Nothing.
            ##
            { 'struct': 'Nothing', 'data': { } }

            ##
            # @add:
            #
            # Adds.
            ##
            { 'command': 'add', 'data': 'Options', 'boxed': true }

            ##
            # @rest:
            #
            # Rests.
            ##
            { 'command': 'rest', 'data': 'Nothing' }

            """));
        Dictionary<string, string> articles = manual.Pages.Values.SelectMany(WordTests.Articles).ToDictionary();

        Assert.Contains("which of them", articles["command-add"], StringComparison.Ordinal);
        Assert.Contains("Options", articles["command-add"], StringComparison.Ordinal);
        Assert.Contains("Nothing", articles["command-rest"], StringComparison.Ordinal);
    }

    private static void Check(Manual manual)
    {
        Dictionary<string, string> articles = manual.Pages.Values.SelectMany(WordTests.Articles).ToDictionary();
        int count = 0;
        foreach (SchemaEntity entity in manual.Schema.Entities.Where(static entity => entity is not (ObjectType { IsImplicit: true } or EnumType { IsImplicit: true } or ArrayType or BuiltinType or IncludeEntity) && !entity.Module.IsBuiltin))
        {
            string group = entity is CommandDefinition ? "command" : entity is EventDefinition ? "event" : "type";
            string article = Regex.Replace(articles[$"{group}-{entity.Name.ToLowerInvariant()}"], "\\s+", " ");
            string[] words = [.. Regex.Matches(article, "[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?").Select(static match => match.Value)];
            string[] missing = [.. Names(entity).Distinct().Where(name => !words.Contains(name)), .. Conditions(entity).OfType<Condition>().Select(ConditionPhrase.Of).Distinct().Where(phrase => !article.Contains(phrase, StringComparison.Ordinal))];
            Assert.Equal((entity.Name, ""), (entity.Name, string.Join(", ", missing)));
            Assert.True(words.Count(static word => word == "optional") >= MembersOf(entity).Count(static member => member.IsOptional), $"{entity.Name}: what is optional");
            count++;
        }

        Assert.NotEqual(0, count);
    }

    private static EquatableArray<Member> MembersOf(SchemaEntity entity) => TypeOf(entity)?.Members ?? default;

    private static ObjectType? TypeOf(SchemaEntity entity) => entity switch
    {
        ObjectType type => type,
        CommandDefinition command => command.Arguments,
        EventDefinition @event => @event.Data,
        _ => null,
    };

    private static IEnumerable<string> Names(SchemaEntity entity)
    {
        IEnumerable<string> members = MembersOf(entity).SelectMany(static member => member.Features.Select(static feature => feature.Name).Append(member.Name).Append(NameOf(member.Type)));
        IEnumerable<string> others = entity switch
        {
            EnumType type => type.Values.SelectMany(static value => value.Features.Select(static feature => feature.Name).Append(value.Name)),
            AlternateType type => type.Alternatives.SelectMany(static alternative => new[] { alternative.Name, NameOf(alternative.Type) }),
            CommandDefinition { Returns: { } returns } => [NameOf(returns)],
            _ => [],
        };
        IEnumerable<string> branches = (TypeOf(entity)?.Branches ?? default).SelectMany(static branch => new[] { branch.Name, NameOf(branch.Type) });
        IEnumerable<string> data = TypeOf(entity) is { IsImplicit: false } named && named != entity ? [named.Name] : [];
        return entity.Features.Select(static feature => feature.Name).Concat(members).Concat(others).Concat(branches).Concat(data).Where(static name => name.Length > 0);
    }

    private static IEnumerable<Condition?> Conditions(SchemaEntity entity)
    {
        IEnumerable<Condition?> parts = entity switch
        {
            EnumType type => type.Values.Select(static value => value.Condition),
            AlternateType type => type.Alternatives.Select(static alternative => alternative.Condition),
            _ => MembersOf(entity).Select(static member => member.Condition).Concat((TypeOf(entity)?.Branches ?? default).Select(static branch => branch.Condition)),
        };
        return parts.Append(entity.Condition);
    }

    // What has no name of its own is shown as what it is.
    private static string NameOf(SchemaType type) => type switch
    {
        ArrayType array => NameOf(array.Element),
        ObjectType { IsImplicit: true } or ObjectType { IsEmpty: true } => "",
        _ => type.Name,
    };
}
