using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Tests.Server;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Json;

/// <summary>QMP spec 2 to 4: however the input is split, and whichever way it takes, the messages are the same.</summary>
public sealed class RequestMessageReaderTests
{
    private const int LongestSplitEverywhere = 400;

    public static TheoryData<string> Inputs
    {
        get
        {
            IEnumerable<string> recorded = Transcript.All
                .Where(transcript => transcript.Layer is "lexer" or "parser" or "dispatch" or "arguments" or "fuzz")
                .Select(transcript => transcript.Name);
            return [.. recorded];
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Every_split_gives_the_same_messages(string name)
    {
        byte[] input = [.. Transcript.Get(name).Steps.SelectMany(step => Transcript.Bytes(step) ?? [])];
        List<string> whole = Read([input]);
        Assert.Equal(Read([input], scansFast: false), whole);
        Assert.Equal(whole, Read([.. input.Select(value => new[] { value })]));
        for (int split = 1; split < Math.Min(input.Length, LongestSplitEverywhere); split++)
        {
            Assert.Equal(whole, Read([input[..split], input[split..]]));
        }
    }

    [Fact]
    [Trait("Draws", "examples")]
    public void The_fast_way_and_the_exact_one_agree_on_mutated_commands()
    {
        string[] commands =
        [
            """{"execute":"job-cancel","arguments":{"id":"a\nb","f":[1,-2.5e+3,{"x":null,"y":{}}],"g":true},"id":17}""",
            """ { "id" : "x" , "execute" : "query-jobs" , "arguments" : { } } """,
            """{"exec-oob":"ping","id":{"a":[0,0.5,10e2],"b":"\\\"","c":false}}""",
        ];
        byte[] alphabet = Encoding.UTF8.GetBytes("{}[],:\"'\\ 0123456789.eE+-aenrtux/\n\t\u0001\u00e9");
        Examples.CheckSeeds([20240607], seed =>
        {
            var random = new Random(seed);
            for (int round = 0; round < 60_000; round++)
            {
                byte[] input = Encoding.UTF8.GetBytes(commands[round % commands.Length]);
                for (int mutations = random.Next(3); mutations >= 0; mutations--)
                {
                    input[random.Next(input.Length)] = alphabet[random.Next(alphabet.Length)];
                }

                List<string> fast = Read([input]);
                if (!fast.SequenceEqual(Read([input], scansFast: false)))
                {
                    Assert.Fail($"They differ on {Encoding.Latin1.GetString(input)}");
                }
            }
        });
    }

    [Theory]
    [InlineData("{'execute':'a\\'b\"c','id':'\\u0000\u00e9'}", "{\"execute\":\"a'b\\\"c\",\"id\":\"\\u0000\u00e9\"}")]
    [InlineData("{\"execute\":\"\\u00e9\\ud834\\udd1e\\/\\b\"}", "{\"execute\":\"\u00e9\U0001D11E/\\u0008\"}")]
    public void Dialect_becomes_standard_JSON_in_one_notation(string input, string body)
    {
        using var reader = new RequestMessageReader(QmpJsonLimits.Default);
        var message = new RequestMessage();
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(input), out _, false, message));
        Assert.Equal(body, Encoding.UTF8.GetString(message.Body.Span));
    }

    [Theory]
    [InlineData("{\"id\":{\"a\":1,\"\\u0061\":2}}", true)]
    [InlineData("{\"id\":{\"k0\":0,\"k1\":0,\"k2\":0,\"k3\":0,\"k4\":0,\"k5\":0,\"k6\":0,\"k7\":0,\"k8\":0,\"k9\":0,\"ka\":0,\"kb\":0,\"kc\":0,\"k3\":0}}", true)]
    [InlineData("{\"id\":{\"k0\":0,\"k1\":0,\"k2\":0,\"k3\":0,\"k4\":0,\"k5\":0,\"k6\":0,\"k7\":0,\"k8\":0,\"k9\":0,\"ka\":0,\"kb\":0,\"kc\":0,\"kd\":{\"k0\":0}}}", false)]
    public void Duplicate_keys_are_found_in_small_and_large_objects(string input, bool isDuplicate)
    {
        string message = Read([Encoding.UTF8.GetBytes(input)]).Single();
        Assert.Equal(isDuplicate, message.Contains("duplicate key"));
    }

    [Fact]
    public void Many_keys_cost_no_more_than_their_number()
    {
        var text = new StringBuilder("{\"execute\":\"x\",\"id\":{");
        for (int i = 0; i < 300_000; i++)
        {
            text.Append(i == 0 ? "" : ",").Append("\"key").Append(i).Append("\":0");
        }

        Assert.StartsWith("command", Read([Encoding.UTF8.GetBytes(text.Append("}}").ToString())]).Single());
    }

    [Fact]
    public void Limits_can_be_lowered_and_then_hold_for_common_messages_too()
    {
        var limits = new QmpJsonLimits { MaxMessageBytes = 40, MaxTokens = 14, MaxDepth = 3 };
        Assert.Contains("size limit", Read([Encoding.UTF8.GetBytes("{\"execute\":\"" + new string('x', 60) + "\"}")], limits: limits)[0]);
        Assert.Contains("count limit", Read(["{\"a\":[1,2,3,4,5,6]}"u8.ToArray()], limits: limits)[0]);
        Assert.Contains("depth limit", Read(["{\"a\":[[[1]]]}"u8.ToArray()], limits: limits)[0]);
        Assert.StartsWith("command", Read(["{\"execute\":\"x\",\"id\":[[1]]}"u8.ToArray()], limits: limits)[0]);
    }

    [Fact]
    public void A_token_of_64_MiB_is_cut_off_and_the_rest_is_read_anew()
    {
        byte[] block = Encoding.ASCII.GetBytes(new string('x', 1024 * 1024));
        List<byte[]> blocks = ["\""u8.ToArray(), .. Enumerable.Repeat(block, 64), "y\"\n"u8.ToArray()];
        List<string> messages = Read(blocks);
        Assert.Equal(["fault: JSON token size limit exceeded", "fault: JSON parse error, invalid keyword 'y'", "fault: JSON parse error, stray '\"\n'"], messages);
    }

    private static List<string> Read(List<byte[]> blocks, bool scansFast = true, QmpJsonLimits? limits = null)
    {
        using var reader = new RequestMessageReader(limits ?? QmpJsonLimits.Default, scansFast);
        var message = new RequestMessage();
        var messages = new List<string>();
        foreach (byte[] block in blocks)
        {
            ReadOnlyMemory<byte> rest = block;
            while (!rest.IsEmpty && reader.TryRead(rest, out int consumed, true, message))
            {
                rest = rest[consumed..];
                messages.Add(Describe(message));
            }
        }

        return messages;
    }

    // Parsed values rather than text, since the fast way leaves the text alone.
    private static string Describe(RequestMessage message)
    {
        string id = Value(message, message.Envelope.Id);
        return message.Fault is { } fault
            ? $"fault: {fault}{id}"
            : $"command {message.Envelope.IsOutOfBand} {Value(message, message.Envelope.Name)} {Value(message, message.Envelope.Arguments)} {id}";
    }

    private static string Value(RequestMessage message, TextSlice slice)
    {
        if (!slice.IsPresent)
        {
            return "";
        }

        using var output = new PooledList<byte>(0);
        QapiGen.Runtime.Server.Output.RequestEcho.Write(message.Body.Slice(slice.Start, slice.Length), output);
        return Encoding.UTF8.GetString(output.Span);
    }
}
