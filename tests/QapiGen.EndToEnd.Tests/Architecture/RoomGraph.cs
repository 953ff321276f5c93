using System;
using System.CodeDom.Compiler;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>The rooms of one assembly (namespaces, which are folders) and which of them use which.</summary>
internal sealed class RoomGraph
{
    private readonly SortedDictionary<string, SortedSet<string>> _uses = new(StringComparer.Ordinal);
    private readonly string _root;

    private RoomGraph(string root) => _root = root;

    /// <summary>Each room, and the rooms that it uses.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> Uses => _uses;

    /// <param name="assembly">Its file.</param>
    /// <param name="root">The namespace that its rooms lie in.</param>
    public static RoomGraph Read(string assembly, string root)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var graph = new RoomGraph(root);
        foreach (TypeDefinition type in module.GetTypes())
        {
            if (graph.Room(type) is { } room)
            {
                foreach (TypeReference used in References(type))
                {
                    graph.Add(room, used);
                }
            }
        }

        return graph;
    }

    /// <summary>Pairs of rooms that use each other, the first by name first.</summary>
    public IEnumerable<string> MutualPairs() =>
        from use in _uses
        from other in use.Value
        where string.CompareOrdinal(use.Key, other) < 0 && _uses.TryGetValue(other, out SortedSet<string>? back) && back.Contains(use.Key)
        select $"{use.Key} <> {other}";

    /// <summary>Groups of more than two rooms that reach each other by longer ways.</summary>
    public IEnumerable<string> LongerCycles()
    {
        Dictionary<string, HashSet<string>> reach = _uses.Keys.ToDictionary(static room => room, Reach);
        return _uses.Keys
            .Where(room => reach[room].Contains(room))
            .Select(room => string.Join(" > ", reach[room].Where(other => reach.TryGetValue(other, out HashSet<string>? back) && back.Contains(room)).Order(StringComparer.Ordinal)))
            .Distinct()
            .Where(static cycle => cycle.Split(" > ").Length > 2);
    }

    private HashSet<string> Reach(string start)
    {
        var seen = new HashSet<string>();
        var next = new Stack<string>(_uses[start]);
        while (next.TryPop(out string? room))
        {
            if (seen.Add(room) && _uses.TryGetValue(room, out SortedSet<string>? further))
            {
                foreach (string other in further)
                {
                    next.Push(other);
                }
            }
        }

        return seen;
    }

    private void Add(string room, TypeReference used)
    {
        if (used is TypeSpecification specification)
        {
            Add(room, specification.ElementType);
            foreach (TypeReference argument in used is GenericInstanceType instance ? instance.GenericArguments : [])
            {
                Add(room, argument);
            }
        }
        else if (used is TypeDefinition && Room(used) is { } other && other != room)
        {
            if (!_uses.TryGetValue(room, out SortedSet<string>? uses))
            {
                _uses.Add(room, uses = new SortedSet<string>(StringComparer.Ordinal));
            }

            uses.Add(other);
        }
    }

    /// <summary>The room of a type: its namespace below the assembly's own, <c>.</c> for that itself; null for what isn't the project's.</summary>
    private string? Room(TypeReference type)
    {
        TypeReference outermost = type;
        while (outermost.DeclaringType is { } outer)
        {
            outermost = outer;
        }

        // What a schema says lies in no folder, and shares the namespace of who is generated for.
        return (outermost as TypeDefinition)?.CustomAttributes.Any(static attribute => attribute.AttributeType.Name == nameof(GeneratedCodeAttribute)) == true ? null
            : outermost.Namespace == _root ? "."
            : outermost.Namespace.StartsWith(_root + ".", StringComparison.Ordinal) ? outermost.Namespace[(_root.Length + 1)..]
            : null;
    }

    private static IEnumerable<TypeReference> References(TypeDefinition type)
    {
        IEnumerable<TypeReference?> found =
        [
            type.BaseType,
            .. type.Interfaces.Select(static implemented => implemented.InterfaceType),
            .. type.GenericParameters.SelectMany(static parameter => parameter.Constraints).Select(static constraint => constraint.ConstraintType),
            .. type.CustomAttributes.Select(static attribute => attribute.AttributeType),
            .. type.Fields.Select(static field => field.FieldType),
            .. type.Properties.Select(static property => property.PropertyType),
            .. type.Events.Select(static raised => raised.EventType),
            .. type.Methods.SelectMany(InMethod),
        ];
        return found.OfType<TypeReference>();
    }

    private static IEnumerable<TypeReference?> InMethod(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            yield return parameter.ParameterType;
        }

        if (!method.HasBody)
        {
            yield break;
        }

        foreach (VariableDefinition variable in method.Body.Variables)
        {
            yield return variable.VariableType;
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference used:
                    yield return used;
                    break;
                case MemberReference { DeclaringType: { } owner } member:
                    yield return owner;
                    foreach (TypeReference argument in member is GenericInstanceMethod generic ? generic.GenericArguments : [])
                    {
                        yield return argument;
                    }

                    break;
            }
        }
    }
}
