using System;
using System.Collections.Generic;

namespace QapiGen.Cli.Shell.Input;

/// <summary>Arguments as written, before they have types: <c>file.filename=x</c> is a node in a node.</summary>
internal sealed class ArgumentNode
{
    private readonly List<(string Name, ArgumentNode Node)> _children = [];

    /// <summary>Values given, in order; more than one when a name is repeated.</summary>
    public List<ShellToken> Values { get; } = [];

    /// <summary>Nodes below, in the order written.</summary>
    public IReadOnlyList<(string Name, ArgumentNode Node)> Children => _children;

    /// <summary>Adds a value under a name.</summary>
    /// <param name="key">The name, with dots for nested members.</param>
    /// <param name="value">The value as written.</param>
    public void Add(string key, ShellToken value)
    {
        ArgumentNode node = this;
        foreach (string segment in Split(key))
        {
            node = node.GetOrAdd(segment);
        }

        node.Values.Add(value);
    }

    /// <summary>Cuts a name at its dots; those in a downstream prefix (<c>__com.example_</c>, QAPI spec N-1) are no cuts.</summary>
    public static string[] Split(string key)
    {
        var segments = new List<string>();
        int start = 0;
        while (true)
        {
            int from = start;
            if (string.CompareOrdinal(key, start, "__", 0, 2) == 0)
            {
                int prefixEnd = key.IndexOf('_', start + 2);
                from = prefixEnd < 0 ? key.Length : prefixEnd;
            }

            int dot = key.IndexOf('.', from);
            if (dot < 0)
            {
                segments.Add(key[start..]);
                return segments.ToArray();
            }

            segments.Add(key[start..dot]);
            start = dot + 1;
        }
    }

    /// <summary>The node of a name, or null.</summary>
    public ArgumentNode? Find(string name)
    {
        foreach ((string childName, ArgumentNode node) in _children)
        {
            if (string.Equals(childName, name, StringComparison.Ordinal))
            {
                return node;
            }
        }

        return null;
    }

    private ArgumentNode GetOrAdd(string name)
    {
        ArgumentNode? node = Find(name);
        if (node is null)
        {
            node = new ArgumentNode();
            _children.Add((name, node));
        }

        return node;
    }
}
