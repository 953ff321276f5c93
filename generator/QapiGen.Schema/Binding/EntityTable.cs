using System;
using System.Collections.Generic;
using QapiGen.Schema.Binding.Shapes;
using QapiGen.Schema.Model;

namespace QapiGen.Schema.Binding;

/// <summary>The name table (spec N-9) and the order of entry (spec I-10).</summary>
internal sealed class EntityTable
{
    private readonly List<EntityEntry> _entries;
    private readonly Dictionary<string, EntityEntry> _byName;

    // Array types can't be named by references, so they have a table of their own (spec S-65).
    private readonly Dictionary<string, EntityEntry> _arrays = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectType, EntityEntry> _objects;

    // Names whose definitions can't be had: references to them are no further fault.
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);

    /// <param name="definitions">How many definitions are to be expected.</param>
    public EntityTable(int definitions)
    {
        // Beside definitions there are arrays, and objects that are made for commands and events.
        _entries = new List<EntityEntry>(definitions * 2);
        _byName = new Dictionary<string, EntityEntry>(definitions * 3 / 2, StringComparer.Ordinal);
        _objects = new Dictionary<ObjectType, EntityEntry>(definitions);
    }

    public IReadOnlyList<EntityEntry> Entries => _entries;

    public void Append(EntityEntry entry)
    {
        _entries.Add(entry);
        if (entry.Entity is ObjectType type)
        {
            _objects.Add(type, entry);
        }
    }

    public void AppendNamed(string name, EntityEntry entry)
    {
        _byName.Add(name, entry);
        Append(entry);
    }

    /// <summary>The entry that has this name.</summary>
    public EntityEntry? Find(string name) => _byName.TryGetValue(name, out EntityEntry? found) ? found : null;

    /// <summary>The entry of an object type.</summary>
    public EntityEntry EntryOf(ObjectType type) => _objects[type];

    /// <summary>Registers an object type that was made after its entry.</summary>
    public void Materialize(EntityEntry entry, SchemaEntity entity)
    {
        entry.Entity = entity;
        if (entity is ObjectType type)
        {
            _objects.Add(type, entry);
        }
    }

    public void Lose(string name) => _lost.Add(name);

    /// <summary>Whether a name was defined, but so that nothing can be made of it.</summary>
    public bool IsLost(string name) => _lost.Contains(name) && !_byName.ContainsKey(name);

    /// <summary>The type of a name; null when there is none, or when it names a command, an event or something implicit.</summary>
    public SchemaType? FindType(string name) => Find(name) is { } entry && CanBeNamed(entry) ? entry.Entity as SchemaType : null;

    /// <summary>Enters the array of a type when it is first mentioned (spec I-9).</summary>
    public void MentionArray(TypeReference element, DefinitionShape? user)
    {
        if (!_arrays.ContainsKey(element.Name))
        {
            var entry = new EntityEntry { Element = element, Shape = user };
            _arrays.Add(element.Name, entry);
            Append(entry);
        }
    }

    public void AppendArray(ArrayType array)
    {
        var entry = new EntityEntry { Entity = array, State = CheckState.Done };
        _arrays.Add(array.Element.Name, entry);
        Append(entry);
    }

    /// <summary>The array of an element; null when the element is unknown.</summary>
    public ArrayType? FindArray(string element) => _arrays.TryGetValue(element, out EntityEntry? entry) ? entry.Entity as ArrayType : null;

    /// <summary>Whether an array type was entered because of this very reference.</summary>
    public bool IsFirstMention(TypeReference reference) => _arrays.TryGetValue(reference.Name, out EntityEntry? entry) && ReferenceEquals(entry.Element, reference);

    // What is implicit has internal names, which are not for schemas (spec S-65); the implicit enum of a simple union is a written name's sibling.
    private static bool CanBeNamed(EntityEntry entry) => entry.IsDefinition || entry.Entity is EnumType || (entry.Shape is null && entry.Entity is not ObjectType);
}
