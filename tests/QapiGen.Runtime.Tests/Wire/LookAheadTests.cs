using System;
using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Runtime.Tests.Wire;

/// <summary>What reading ahead for discriminators may cost.</summary>
public sealed class LookAheadTests
{
    private const int Far = 200_000;

    [Theory]
    [InlineData(10, Far)]
    [InlineData(30, Far)]
    [InlineData(60, 100)]
    public void A_discriminator_may_stand_last(int levels, int length) => Assert.Equal(levels, Depth(Read<Values.Node>(Late(levels, length))));

    [Fact]
    public void Deep_down_it_may_stand_first_in_an_object_of_any_size() =>
        Assert.Equal(200, Depth(Read<Values.Node>(Early(200, Far))));

    [Fact]
    public void Deep_down_it_may_not_stand_behind_a_lot()
    {
        WireFormatException fault = Assert.Throws<WireFormatException>(() => Read<Values.Node>(Late(200, Far)));
        Assert.Matches("^Parameter 'driver' comes too late: more than 1024 bytes of its object stand before it, [0-9]+ levels deep$", fault.Message);
    }

    [Fact]
    public void A_long_chain_may_not_be_read_again_at_each_of_its_levels() =>
        Assert.Throws<WireFormatException>(() => Read<Values.Node>(Late(900, 1)));

    [Theory]
    [InlineData(2, Far)]
    [InlineData(40, 100)]
    public void Unions_may_share_an_object(int levels, int length)
    {
        Values.Shared value = Read<Values.Shared>(Sharing(levels, length));
        Assert.Equal(levels, Depth(value));
    }

    [Fact]
    public void Deep_down_not_much_may_be_shared()
    {
        WireFormatException fault = Assert.Throws<WireFormatException>(() => Read<Values.Shared>(Sharing(100, Far)));
        Assert.StartsWith("Invalid value: 'Inner' takes more than 4096 bytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_leaves_nothing_behind_for_the_next_value()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Throws<WireFormatException>(() => Read<Values.Shared>(Sharing(100, Far)));
        }

        Assert.Equal(2, Depth(Read<Values.Shared>(Sharing(2, Far))));
    }

    private static T Read<T>(string json)
        where T : IWireCodec<T>
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = 2000 });
        reader.Read();
        return T.Read(ref reader, WireMode.Strict);
    }

    private static string Late(int levels, int length) => Nest(levels, "{\"file\": ", $"{{\"filename\": \"{new string('x', length)}\", \"driver\": \"file\"}}", ", \"driver\": \"qcow2\"}");

    private static string Early(int levels, int length) => Nest(levels, "{\"driver\": \"qcow2\", \"file\": ", $"{{\"driver\": \"file\", \"filename\": \"{new string('x', length)}\"}}", "}");

    private static string Sharing(int levels, int length) => Nest(
        levels,
        "{\"driver\": \"file\", \"way\": \"on\", \"shared\": ",
        $"{{\"driver\": \"file\", \"way\": \"end\", \"text\": \"{new string('x', length)}\"}}",
        "}");

    private static string Nest(int levels, string before, string inside, string after)
    {
        var text = new StringBuilder(inside);
        for (int i = 0; i < levels; i++)
        {
            text.Insert(0, before).Append(after);
        }

        return text.ToString();
    }

    private static int Depth(Values.Node node)
    {
        int depth = 0;
        for (; node is Values.Node.Qcow2 { File: Values.NodeRef.Definition next }; depth++)
        {
            node = next.Value;
        }

        return depth;
    }

    private static int Depth(Values.Shared value)
    {
        int depth = 0;
        for (; value is Values.Shared.File { Inner: Values.Inner.On next }; depth++)
        {
            value = next.Shared;
        }

        return depth;
    }
}
