using System.Collections.Generic;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Puts down what a module's spec is made from, without making it.</summary>
/// <remarks>
/// That is: the dialect, and the text that is read in it: of its definitions and of each type whose members it repeats (bases, branches, discriminators, arguments); how
/// every reference in these was resolved; and what depends on the schema as a whole: C# names, what is selected, which types are
/// recursive, which are bases, and what the role does with each. The walk is wider than the spec needs; that costs a spec made in vain, never one that is stale.
/// </remarks>
internal sealed class ModuleFactsCollector(SchemaNames names, ModulePlaces places, ObjectPlanner objects, Selection selection)
{
    private readonly List<object?> _facts = new(1024);
    private readonly HashSet<SchemaType> _types = [];
    private readonly HashSet<SchemaEntity> _texts = [];
    private readonly HashSet<ObjectType> _seen = [];
    private readonly Queue<ObjectType> _objects = new();

    /// <summary>The facts of a module, each of which compares by value.</summary>
    /// <param name="module">The module.</param>
    /// <param name="hintName">Beginning of the names of its files.</param>
    /// <param name="dialect">The dialect that the schema was read in.</param>
    /// <param name="options">What is wanted of every module.</param>
    public EquatableArray<object?> Collect(SchemaModule module, string hintName, Dialect dialect, GenerationOptions options)
    {
        Clear();
        AddFrame(module, hintName, dialect, options);
        foreach (SchemaEntity entity in module.Entities)
        {
            AddText(entity);
            AddEntity(entity);
        }

        return Finish();
    }

    /// <summary>Of a module's facts those that don't come from its definitions.</summary>
    public EquatableArray<object?> CollectFrame(SchemaModule module, string hintName, Dialect dialect, GenerationOptions options)
    {
        Clear();
        AddFrame(module, hintName, dialect, options);
        return Finish();
    }

    /// <summary>The facts of one definition.</summary>
    /// <param name="entity">The definition.</param>
    /// <param name="identifier">What it is called among those of its module.</param>
    public EquatableArray<object?> Collect(SchemaEntity entity, string identifier)
    {
        Clear();
        _facts.Add(identifier);
        AddText(entity);
        AddEntity(entity);
        return Finish();
    }

    private void Clear()
    {
        _facts.Clear();
        _types.Clear();
        _texts.Clear();
        _seen.Clear();
    }

    private void AddFrame(SchemaModule module, string hintName, Dialect dialect, GenerationOptions options)
    {
        _facts.Add(module.Name);
        _facts.Add(hintName);
        _facts.Add(dialect.Name);
        _facts.Add(options);
        _facts.Add(names.Module(module));
    }

    private EquatableArray<object?> Finish()
    {
        while (_objects.Count > 0)
        {
            AddMembers(_objects.Dequeue());
        }

        return new(_facts.ToArray());
    }

    private void AddEntity(SchemaEntity entity)
    {
        _facts.Add(entity.Name);
        _facts.Add(Flag(selection.Contains(entity)));
        switch (entity)
        {
            case EnumType type:
                AddType(type);
                _facts.Add(names.Extensions(type));
                break;
            case ObjectType type:
                _facts.Add(Flag(objects.IsRecursive(type)));
                _facts.Add(Flag(objects.IsBase(type)));
                _facts.Add(Flag(objects.IsLeftOut(type)));
                _facts.Add(objects.SidesOf(type));
                AddObject(type);
                break;
            case AlternateType type:
                _facts.Add(Flag(objects.IsRecursive(type)));
                _facts.Add(objects.SidesOf(type));
                AddAlternatives(type);
                break;
            case CommandDefinition command:
                _facts.Add(names.Arguments(command));
                _facts.Add(names.Flat(command));
                AddReference(command.Returns);
                AddData(command.Arguments);
                break;
            case EventDefinition data:
                _facts.Add(names[data]);
                _facts.Add(names.EventData(data));
                AddData(data.Data);
                break;
        }
    }

    private void AddAlternatives(AlternateType type)
    {
        AddType(type);
        foreach (Alternative alternative in type.Alternatives)
        {
            _facts.Add(alternative.Name);
            AddReference(alternative.Type);
        }
    }

    private void AddData(ObjectType? type)
    {
        AddReference(type);
        if (type is not null)
        {
            AddObject(type);
        }
    }

    // A type whose members are looked at, not just its name.
    private void AddObject(ObjectType type)
    {
        if (_seen.Add(type))
        {
            _objects.Enqueue(type);
        }
    }

    private void AddMembers(ObjectType type)
    {
        AddReference(type);
        AddText(type);
        AddReference(type.Base);
        if (type.Base is not null)
        {
            AddObject(type.Base);
        }

        foreach (Member member in type.Members)
        {
            _facts.Add(member.Name);
            AddReference(member.Type);
            AddText(member.DefinedIn);
        }

        if (type.Discriminator is not null)
        {
            _facts.Add(type.Discriminator.Name);
            AddText(type.Discriminator.Type);
        }

        foreach (Branch branch in type.Branches)
        {
            _facts.Add(branch.Name);
            AddReference(branch.Type);
            AddObject(branch.Type);
        }
    }

    private void AddReference(SchemaType? type)
    {
        _facts.Add(type?.Name);
        if (type is not null)
        {
            AddType(type);
        }
    }

    // Once per type: what a reference to it becomes in C#.
    private void AddType(SchemaType type)
    {
        if (type is ArrayType array)
        {
            AddReference(array.Element);
        }
        else if (!type.Module.IsBuiltin && _types.Add(type))
        {
            _facts.Add(places.NamespaceOf(type.Module));
            _facts.Add(Flag(places.IsExternal(type.Module)));
            _facts.Add(type is ObjectType { IsImplicit: true } ? "" : names[type]);
            _facts.Add(type switch
            {
                EnumType enumeration => names.Codec(enumeration),
                AlternateType => nameof(AlternateType),
                _ => null,
            });
        }
    }

    private void AddText(SchemaEntity entity)
    {
        if (entity.Module.File is { } file && entity.Extent.Length > 0 && _texts.Add(entity))
        {
            _facts.Add(new TextPart(file.Text, entity.Extent));
        }
    }

    private static string Flag(bool holds) => holds ? "+" : "-";
}
