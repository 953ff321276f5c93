using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using QapiGen.Schema.Model;

namespace QapiGen.TestValues;

/// <summary>Makes random JSON values that are valid by a schema: every kind of value, branch and omission comes up.</summary>
/// <param name="random">Where chance comes from; the same seed gives the same values.</param>
/// <param name="maxDepth">From which depth on the smallest possible values are made.</param>
public sealed class SchemaValues(Random random, int maxDepth = 3)
{
    private const int MaxElements = 3;

    private static readonly string[] Texts = ["", "a", "node0", "naïve", "quote\" back\\slash", "\t\n\u0001\u007f", "\U0001F600", "/dev/null", "a longer text that no short path of a codec covers at once"];
    private static readonly string[] AnyValues = ["null", "true", "\"x\"", "17", "-2.5", "[]", "[1, [2], {\"a\": null}]", "{}", "{\"k\": {\"l\": [\"m\"]}}"];

    private readonly ValueCosts _costs = new();

    /// <summary>Whether values of a type exist: required members may recurse without end (QAPI spec S-86).</summary>
    public bool HasValues(SchemaType type) => _costs.Of(type) < ValueCosts.Endless;

    /// <summary>A value as JSON text.</summary>
    public string Make(SchemaType type) => Make(type, 0);

    private string Make(SchemaType type, int depth) => type switch
    {
        BuiltinType builtin => MakeBuiltin(builtin.Kind),
        EnumType enumeration => Quote(Pick(enumeration.Values).Name),
        ArrayType array => MakeArray(array, depth),
        AlternateType alternate => Make(PickBranch([.. alternate.Alternatives.Select(item => item.Type)], depth), depth + 1),
        ObjectType data => MakeObject(data, depth),
        _ => throw new ArgumentException($"No values of {type}", nameof(type)),
    };

    private string MakeArray(ArrayType array, int depth)
    {
        int count = depth >= maxDepth || !HasValues(array.Element) ? 0 : random.Next(MaxElements + 1);
        return $"[{string.Join(", ", Enumerable.Range(0, count).Select(_ => Make(array.Element, depth + 1)))}]";
    }

    private string MakeObject(ObjectType data, int depth)
    {
        var members = new List<string>();
        AddMembers(members, data, depth);

        // A reader may not rely on any order, least of all on where the discriminator stands.
        if (random.Next(2) == 0)
        {
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members));
        }

        return $"{{{string.Join(", ", members)}}}";
    }

    private void AddMembers(List<string> members, ObjectType data, int depth)
    {
        Branch? branch = data.IsUnion ? PickBranch(data, depth) : null;
        foreach (Member member in data.Members)
        {
            bool isLeftOut = member.IsOptional && (depth >= maxDepth || !HasValues(member.Type) || random.Next(3) == 0);
            if (!isLeftOut)
            {
                string value = member == data.Discriminator ? Quote(branch!.Name) : Make(member.Type, depth + 1);
                members.Add($"{Quote(member.Name)}: {value}");
            }
        }

        if (branch is not null)
        {
            AddMembers(members, branch.Type, depth);
        }
    }

    private Branch PickBranch(ObjectType union, int depth)
    {
        SchemaType type = PickBranch([.. union.Branches.Select(branch => (SchemaType)branch.Type)], depth);
        return Pick(union.Branches.Where(branch => branch.Type == type).ToList());
    }

    private SchemaType PickBranch(List<SchemaType> types, int depth)
    {
        List<SchemaType> possible = types.Where(HasValues).ToList();
        return depth < maxDepth ? Pick(possible) : possible.MinBy(_costs.Of)!;
    }

    private string MakeBuiltin(BuiltinKind kind) => kind switch
    {
        BuiltinKind.Str => Quote(Pick(Texts)),
        BuiltinKind.Number => (random.Next(-1000, 1000) / 8.0).ToString("R", CultureInfo.InvariantCulture),
        BuiltinKind.Int or BuiltinKind.Int64 => Pick<long>([0, -1, 1, long.MinValue, long.MaxValue, random.NextInt64()]).ToString(CultureInfo.InvariantCulture),
        BuiltinKind.Int8 => Text(random.Next(sbyte.MinValue, sbyte.MaxValue + 1)),
        BuiltinKind.Int16 => Text(random.Next(short.MinValue, short.MaxValue + 1)),
        BuiltinKind.Int32 => Text(Pick([int.MinValue, int.MaxValue, random.Next()])),
        BuiltinKind.UInt8 => Text(random.Next(byte.MaxValue + 1)),
        BuiltinKind.UInt16 => Text(random.Next(ushort.MaxValue + 1)),
        BuiltinKind.UInt32 => Pick<uint>([0, uint.MaxValue, (uint)random.Next()]).ToString(CultureInfo.InvariantCulture),
        BuiltinKind.UInt64 or BuiltinKind.Size => Pick<ulong>([0, ulong.MaxValue, (ulong)random.NextInt64()]).ToString(CultureInfo.InvariantCulture),
        BuiltinKind.Bool => random.Next(2) == 0 ? "true" : "false",
        BuiltinKind.Null => "null",
        _ => Pick(AnyValues),
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
