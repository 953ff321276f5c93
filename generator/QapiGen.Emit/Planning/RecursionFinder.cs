using System;
using System.Collections.Generic;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Finds the types that lie on a cycle, so that a value may hold another of the same type (QAPI spec K-12, K-13).</summary>
/// <remarks>Tarjan's algorithm with a stack of its own: chains of types may be longer than the thread's stack is deep.</remarks>
internal sealed class RecursionFinder
{
    private readonly Dictionary<SchemaType, int> _index = new();
    private readonly Dictionary<SchemaType, int> _low = new();
    private readonly HashSet<SchemaType> _onStack = new();
    private readonly Stack<SchemaType> _stack = new();
    private readonly HashSet<SchemaType> _recursive = new();

    /// <summary>The types among these, and those they reach, that lie on a cycle.</summary>
    public static HashSet<SchemaType> Find(IEnumerable<SchemaType> types)
    {
        var finder = new RecursionFinder();
        foreach (SchemaType type in types)
        {
            if (!finder._index.ContainsKey(type))
            {
                finder.Visit(type);
            }
        }

        return finder._recursive;
    }

    /// <summary>The types that values of a type hold directly.</summary>
    public static IEnumerable<SchemaType> References(SchemaType type)
    {
        switch (type)
        {
            case ArrayType array:
                yield return array.Element;
                break;
            case AlternateType alternate:
                foreach (Alternative alternative in alternate.Alternatives)
                {
                    yield return alternative.Type;
                }

                break;
            case ObjectType data:
                foreach (Member member in data.Members)
                {
                    yield return member.Type;
                }

                foreach (Branch branch in data.Branches)
                {
                    yield return branch.Type;
                }

                break;
        }
    }

    private void Visit(SchemaType root)
    {
        var calls = new Stack<(SchemaType Type, IEnumerator<SchemaType> Next)>();
        Enter(root, calls);
        while (calls.Count > 0)
        {
            (SchemaType type, IEnumerator<SchemaType> next) = calls.Peek();
            if (!next.MoveNext())
            {
                calls.Pop();
                Leave(type);
                if (calls.Count > 0)
                {
                    SchemaType caller = calls.Peek().Type;
                    _low[caller] = Math.Min(_low[caller], _low[type]);
                }

                continue;
            }

            SchemaType target = next.Current;
            if (target == type)
            {
                _recursive.Add(type);
            }

            if (!_index.TryGetValue(target, out int index))
            {
                Enter(target, calls);
            }
            else if (_onStack.Contains(target))
            {
                _low[type] = Math.Min(_low[type], index);
            }
        }
    }

    private void Enter(SchemaType type, Stack<(SchemaType Type, IEnumerator<SchemaType> Next)> calls)
    {
        _low[type] = _index[type] = _index.Count;
        _stack.Push(type);
        _onStack.Add(type);
        calls.Push((type, References(type).GetEnumerator()));
    }

    private void Leave(SchemaType type)
    {
        if (_low[type] != _index[type])
        {
            return;
        }

        bool isCycle = _stack.Peek() != type;
        SchemaType member;
        do
        {
            member = _stack.Pop();
            _onStack.Remove(member);
            if (isCycle)
            {
                _recursive.Add(member);
            }
        }
        while (member != type);
    }
}
