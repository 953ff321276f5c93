using System;
using System.Collections.Generic;
using System.Reflection;

namespace QapiGen.SourceGenerator.Tests.Support;

/// <summary>Walks everything that an object holds on to.</summary>
internal static class ObjectGraph
{
    /// <summary>Calls an action for each object reached, once.</summary>
    public static void Visit(object root, Action<object> action)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var work = new Stack<object>([root]);
        while (work.TryPop(out object? value))
        {
            if (value is string or Pointer || value.GetType().IsPrimitive || !seen.Add(value))
            {
                continue;
            }

            action(value);
            if (value is Array { Rank: 1 } array && !array.GetType().GetElementType()!.IsPrimitive)
            {
                foreach (object? item in array)
                {
                    Push(work, item);
                }
            }

            // What reflection itself holds is no data of ours.
            if (value is MemberInfo or Delegate or Type)
            {
                continue;
            }

            for (Type? type = value.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    Push(work, field.FieldType.IsPointer ? null : field.GetValue(value));
                }
            }
        }
    }

    private static void Push(Stack<object> work, object? value)
    {
        if (value is not null)
        {
            work.Push(value);
        }
    }
}
