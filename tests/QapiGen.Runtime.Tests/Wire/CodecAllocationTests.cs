using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Tests.Wire.Values;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Runtime.Tests.Wire;

/// <summary>Generated codecs allocate nothing but the result: to the byte what building an equal value by hand takes.</summary>
public sealed class CodecAllocationTests
{
    [Fact]
    public void A_small_struct() => Check<Small, Small>(MakeSmall);

    [Fact]
    public void A_large_struct_with_lists_of_every_kind() => Check<Large, Large>(MakeLarge);

    [Fact]
    public void A_long_list() =>
        Check<IReadOnlyList<Large>, ListCodec<Large, Large>>(() => new[] { MakeLarge(), MakeLarge(), MakeLarge(), MakeLarge(), MakeLarge() });

    [Fact]
    public void Numbers_only() => Check<IReadOnlyList<ulong>, ListCodec<ulong, UInt64Codec>>(() => Numbers(5_000));

    [Fact]
    public void Numbers_with_a_fraction() => Check<IReadOnlyList<double>, ListCodec<double, DoubleCodec>>(() => Fractions(100));

    [Fact]
    public void An_empty_list() => Check<IReadOnlyList<Small>, ListCodec<Small, Small>>(Array.Empty<Small>);

    [Fact]
    public void Enums() => Check<IReadOnlyList<State>, ListCodec<State, StateCodec>>(() => new[] { State.Running, State.Idle, State.Running });

    [Fact]
    public void A_union_whose_branches_hold_alternates() => Check<Node, Node>(() => new Node.Qcow2
    {
        NodeName = Text("top"),
        File = new NodeRef.Definition(new Node.File { Filename = Text("/images/top.qcow2"), Locking = true }),
        Backing = new NodeRef.Definition(new Node.Qcow2
        {
            File = new NodeRef.Reference(Text("base-file")),
            Backing = new NodeRef.None(default),
        }),
    });

    [Fact]
    public void Values_that_no_schema_describes()
    {
        const string any = """{"list": [1, 2.5, true, null, "plain"], "deep": {"a": {"b": {}}}, "line\nend": "\u00E9\uD83D\uDE00"}""";
        Check<Open, Open>(() => new Open { Value = Any(any), Values = new[] { Any("1"), Any("\"two\""), Any(any) } });
    }

    private static Small MakeSmall() => new()
    {
        Id = Text("backup0"),
        State = State.Running,
        Done = 1_073_741_824,
        Rate = 0.25,
        Error = Text("No space left on \"device\" \u00E9"),
    };

    private static Large MakeLarge() => new()
    {
        Name = Text("drive0"),
        Bytes = ulong.MaxValue,
        Operations = -1,
        TimeNs = 123_456_789_012,
        Highest = 7,
        Failed = false,
        Boundaries = Numbers(100),
        States = new[] { State.Idle, State.Running },
        Names = new[] { Text("a"), Text("bb"), Text("ccc") },
        Parts = new[] { MakeSmall(), MakeSmall() },
        Spare = null,
    };

    private static ulong[] Numbers(int count)
    {
        var numbers = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (ulong)i * 7919 * 104729;
        }

        return numbers;
    }

    private static double[] Fractions(int count)
    {
        var fractions = new double[count];
        for (int i = 0; i < count; i++)
        {
            fractions[i] = Math.Pow(-0.1, i - 50);
        }

        return fractions;
    }

    // As reading does: a literal would be no string of its own.
    private static string Text(string text) => new(text.AsSpan());

    private static JsonElement Any(string json)
    {
        Span<byte> bytes = stackalloc byte[256];
        var reader = new Utf8JsonReader(bytes[..Encoding.UTF8.GetBytes(json, bytes)]);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Check<T, TCodec>(Func<T> build)
        where TCodec : IWireCodec<T>
    {
        T value = build();
        byte[] json = WireJson.Serialize<T, TCodec>(value);
        T read = WireJson.Deserialize<T, TCodec>(json, WireMode.Strict);
        Assert.Equal(json, WireJson.Serialize<T, TCodec>(read));
        if (value is not System.Collections.IEnumerable)
        {
            Assert.Equal(value, read);
        }

        var output = new ArrayBufferWriter<byte>(1 << 18);
        Assert.Equal(0, Allocations.Of(() =>
        {
            output.ResetWrittenCount();
            WireJson.Serialize<T, TCodec>(output, value);
        }));

        long whole = Allocations.Of(() => build());
        Assert.Equal(whole, Allocations.Of(() => WireJson.Deserialize<T, TCodec>(json, WireMode.Strict)));
        Assert.Equal(whole, Allocations.Of(() => WireJson.Deserialize<T, TCodec>(json, WireMode.Lenient)));
    }
}
