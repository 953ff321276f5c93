using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Finds the types that lie on a cycle, so that a value may hold another of the same type (QAPI spec K-12, K-13).</summary>
/// <remarks>Tarjan's algorithm with a stack of its own: chains of types may be longer than the thread's stack is deep.</remarks>
internal sealed class RecursionFinder
{
    private readonly Dictionary<SchemaType, Node> _nodes = new();
    private readonly Stack<Node> _calls = new();
    private readonly Stack<Node> _stack = new();
    private readonly HashSet<SchemaType> _recursive = new();

    /// <summary>The types among these, and those they reach, that lie on a cycle.</summary>
    public static HashSet<SchemaType> Find(IEnumerable<SchemaType> types)
    {
        var finder = new RecursionFinder();
        foreach (SchemaType type in types)
        {
            if (type is ObjectType or AlternateType or ArrayType && !finder._nodes.ContainsKey(type))
            {
                finder.Visit(type);
            }
        }

        return finder._recursive;
    }

    // The types that values of a type hold directly, one by one; null at the end.
    private static SchemaType? Reference(SchemaType type, int index)
    {
        switch (type)
        {
            case ArrayType array:
                return index == 0 ? array.Element : null;
            case AlternateType alternate:
                return index < alternate.Alternatives.Count ? alternate.Alternatives[index].Type : null;
            case ObjectType data:
                int branch = index - data.Members.Count;
                return branch < 0 ? data.Members[index].Type : branch < data.Branches.Count ? data.Branches[branch].Type : null;
            default:
                return null;
        }
    }

    private void Visit(SchemaType root)
    {
        Enter(root);
        while (_calls.Count > 0)
        {
            Node node = _calls.Peek();
            if (Reference(node.Type, node.Next++) is not { } target)
            {
                _calls.Pop();
                Leave(node);
                continue;
            }

            if (target == node.Type)
            {
                _recursive.Add(target);
            }
            else if (target is not (ObjectType or AlternateType or ArrayType))
            {
                // Nothing leads on from here.
            }
            else if (!_nodes.TryGetValue(target, out Node? known))
            {
                Enter(target);
            }
            else if (known.IsOnStack)
            {
                node.Low = Math.Min(node.Low, known.Index);
            }
        }
    }

    private void Enter(SchemaType type)
    {
        var node = new Node(type, _nodes.Count);
        _nodes.Add(type, node);
        _stack.Push(node);
        _calls.Push(node);
    }

    private void Leave(Node node)
    {
        if (_calls.Count > 0)
        {
            Node caller = _calls.Peek();
            caller.Low = Math.Min(caller.Low, node.Low);
        }

        if (node.Low != node.Index)
        {
            return;
        }

        bool isCycle = _stack.Peek() != node;
        Node member;
        do
        {
            member = _stack.Pop();
            member.IsOnStack = false;
            if (isCycle)
            {
                _recursive.Add(member.Type);
            }
        }
        while (member != node);
    }

    private sealed class Node(SchemaType type, int index)
    {
        public SchemaType Type { get; } = type;

        public int Index { get; } = index;

        public int Low { get; set; } = index;

        public int Next { get; set; }

        public bool IsOnStack { get; set; } = true;
    }
}
