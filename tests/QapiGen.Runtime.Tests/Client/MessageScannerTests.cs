using System.Collections.Generic;
using System.Linq;
using System.Text;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Messages;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Framing by counting (QMP spec 3), with each message whole, split at every byte, and byte by byte.</summary>
public sealed class MessageScannerTests
{
    public static TheoryData<string> Messages { get; } =
    [
        "{}",
        """{"return": {}, "id": 1}""",
        """{"return": [1, {"a": null}], "id": "x"}""",
        """{"return": "}]{[\"\\", "id": 7}""",
        """{"a\"b": 1, "id": 2}""",
        """{ "error" : { "class" : "GenericError" , "desc" : "a, b: {c}" } , "id" : 3 }""",
        "{\r\n    \"return\": [\r\n    ],\r\n    \"id\": {\r\n    }\r\n}",
        """{"\u0069d": 5, "return": "\ud83d\ude00ä"}""",
        """{"event": "X", "data": {"x": {"y": [[[]], {}]}}, "timestamp": {"seconds": -1, "microseconds": -1}}""",
        """{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"id":11}""",
        """{"": {"": ""}}""",
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_whole_message_is_found_with_its_members(string text) => Check(text, [Encoding.UTF8.GetBytes(text)]);

    // QMP's have five. What is known of each costs more than what it takes on the wire.
    [Fact]
    public void A_message_of_members_without_an_end_is_refused()
    {
        byte[] members = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\"\":1,", 1000)));
        var scanner = new MessageScanner(int.MaxValue);
        Assert.False(scanner.TryScan("{"u8));
        Assert.False(scanner.TryScan(members));

        Assert.Contains("more than 1024 members", Assert.Throws<QmpProtocolException>(() => scanner.TryScan(members)).Message, System.StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_split_at_any_byte_is_found(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int i = 1; i < bytes.Length; i++)
        {
            Check(text, [bytes[..i], bytes[i..]]);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_that_comes_byte_by_byte_is_found(string text) =>
        Check(text, [.. Encoding.UTF8.GetBytes(text).Select(x => new[] { x })]);

    [Theory]
    [MemberData(nameof(Messages))]
    public void What_follows_a_message_is_not_part_of_it(string text)
    {
        var scanner = new MessageScanner(1 << 20);
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        Assert.True(scanner.TryScan([.. bytes, .. "{\"next\": 1}"u8]));
        Assert.Equal(bytes.Length, scanner.Length);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("x")]
    [InlineData("\"a\"")]
    [InlineData("\u00ff")]
    public void A_message_that_is_no_object_is_a_protocol_error(string text) =>
        Assert.Throws<QmpProtocolException>(() => new MessageScanner(100).TryScan(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void A_message_over_the_limit_is_a_protocol_error() =>
        Assert.Throws<QmpProtocolException>(() => new MessageScanner(10).TryScan("{\"a\": \"bcdefgh"u8));

    [Fact]
    public void Nesting_as_deep_as_QEMUs_limit_is_counted()
    {
        var scanner = new MessageScanner(1 << 20);
        string text = "{\"return\": " + new string('[', 1023) + new string(']', 1023) + "}";

        Assert.True(scanner.TryScan(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text.Length, scanner.Length);
    }

    private static void Check(string text, IReadOnlyList<byte[]> pieces)
    {
        var scanner = new MessageScanner(1 << 20);
        for (int i = 0; i < pieces.Count; i++)
        {
            Assert.Equal(i == pieces.Count - 1, scanner.TryScan(pieces[i]));
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(bytes.Length, scanner.Length);
        using var document = System.Text.Json.JsonDocument.Parse(bytes);
        Assert.Equal(
            document.RootElement.EnumerateObject().Select(x => x.Value.GetRawText()),
            scanner.Marks.ToArray().Select(x => Encoding.UTF8.GetString(x.Value(bytes)).Trim()));
    }
}
