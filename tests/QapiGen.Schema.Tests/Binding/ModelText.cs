using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Documentation;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>All that a model says, in its order, every reference as the place of what it leads to: two texts are equal if nobody can tell the models apart.</summary>
internal sealed class ModelText
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<SchemaEntity, int> _places;

    private ModelText(QapiSchema schema) =>
        _places = schema.Entities.Select(static (entity, index) => (entity, index)).ToDictionary(static pair => pair.entity, static pair => pair.index);

    /// <summary>Writes a model.</summary>
    public static string Write(QapiSchema schema)
    {
        var text = new ModelText(schema);
        foreach (SchemaModule module in schema.Modules)
        {
            text.Line($"module {module.Name}: {string.Join(' ', module.Entities.Select(text.Place))}");
        }

        foreach (SchemaEntity entity in schema.Entities)
        {
            text.Add(entity);
        }

        foreach ((string name, SchemaEntity entity) in schema.ByName)
        {
            text.Line($"{name} is {text.Place(entity)}");
        }

        foreach (DocBlock block in schema.DocBlocks)
        {
            text.Line($"{block.Symbol} {block.Span} {block.SymbolSpan} {string.Join('|', block.Sections.Select(static section => section.ToString()))}");
        }

        return text._text.ToString();
    }

    private void Add(SchemaEntity entity)
    {
        Line($"{entity.GetType().Name} {entity.Name} in {entity.Module.Name} at {At(entity.Location)} {entity.Extent} {(entity.IsIncomplete ? "incomplete" : "")} if {If(entity.Condition)} [{Features(entity.Features)}] {entity.Documentation?.Span}");
        switch (entity)
        {
            case IncludeEntity include:
                Line($"  {include.Included.Name}");
                break;
            case BuiltinType type:
                Line($"  {type.Kind}");
                break;
            case ArrayType type:
                Line($"  {Place(type.Element)}");
                break;
            case EnumType type:
                Line($"  {type.Prefix} {type.IsImplicit}");
                Lines(type.Values, static value => $"{value.Name} {At(value.Location)} if {If(value.Condition)} [{Features(value.Features)}]");
                break;
            case AlternateType type:
                Lines(type.Alternatives, item => $"{item.Name} {Place(item.Type)} {At(item.Location)} if {If(item.Condition)}");
                break;
            case CommandDefinition command:
                Line($"  {Place(command.Arguments)} {Place(command.Returns)} {command.IsBoxed} {command.HasGeneratedMarshalling} {command.HasSuccessResponse} {command.AllowsOutOfBand} {command.AllowsPreconfig} {command.IsCoroutine}");
                break;
            case EventDefinition data:
                Line($"  {Place(data.Data)} {data.IsBoxed}");
                break;
            case ObjectType type:
                AddObject(type);
                break;
        }
    }

    private void AddObject(ObjectType type)
    {
        Line($"  {type.Kind} base {Place(type.Base)} tag {(type.Discriminator is { } tag ? Describe(tag) : "")}");
        Lines(type.OwnMembers, Describe);
        Lines(type.Members, Describe);
        Lines(type.Branches, branch => $"{branch.Name} {Place(branch.Type)} {branch.IsAdded} {At(branch.Location)} if {If(branch.Condition)}");
    }

    private string Describe(Member member) =>
        $"{member.Name} {Place(member.Type)} {member.IsOptional} of {Place(member.DefinedIn)} {At(member.Location)} {member.ClashKey} if {If(member.Condition)} [{Features(member.Features)}]";

    private static string At(SchemaLocation? location) => location is null ? "-" : $"{location.File.Path}:{location.Position} {location.Span}";

    private static string If(Condition? condition) => condition?.ToString() ?? "-";

    private static string Features(EquatableArray<Feature> features) => string.Join(", ", features.Select(static feature => $"{feature.Name} {At(feature.Location)} if {If(feature.Condition)}"));

    // What is meant is the one in this model, not another one that looks like it.
    private string Place(SchemaEntity? entity) => entity is null ? "-" : "#" + _places[entity].ToString(CultureInfo.InvariantCulture);

    private void Lines<T>(EquatableArray<T> items, System.Func<T, string> describe)
    {
        Line($"  {items.Count}:");
        foreach (T item in items)
        {
            Line("    " + describe(item));
        }
    }

    private void Line(string line) => _text.Append(line).Append('\n');
}
