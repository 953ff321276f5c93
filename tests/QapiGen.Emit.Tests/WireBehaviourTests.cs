using System;
using System.Reflection;
using System.Text;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>What generated codecs accept and refuse (QAPI spec 10), tried on one schema.</summary>
public sealed class WireBehaviourTests
{
    private static readonly Lazy<Assembly> Compiled = new(() => InMemoryCompiler.Compile(Generated.Emit(Generated.Parse(Samples.EveryConstruct))));

    [Theory]
    [InlineData("Circle", "{}", "radius")]
    [InlineData("Circle", "{\"radius\": 1, \"other\": 2}", "other")]
    [InlineData("Circle", "{\"radius\": \"1\"}", "number")]
    [InlineData("Circle", "{\"radius\": 1, \"box\": null}", "string")]
    [InlineData("Circle", "[]", "object")]
    [InlineData("Shape", "{}", "kind")]
    [InlineData("Shape", "{\"kind\": \"oval\"}", "oval")]
    [InlineData("Shape", "{\"kind\": \"point\", \"radius\": 1}", "radius")]
    [InlineData("ShapeRef", "true", "ShapeRef")]
    [InlineData("Colour", "\"Red\"", "Red")]
    [InlineData("Colour", "1", "string")]
    public void Strict_reading_refuses(string type, string json, string says)
    {
        WireFormatException fault = Assert.Throws<WireFormatException>(() => Read(type, json, WireMode.Strict));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i", "9223372036854775808")]
    [InlineData("i", "1.0")]
    [InlineData("i", "1e3")]
    [InlineData("i8", "128")]
    [InlineData("i8", "-129")]
    [InlineData("i16", "32768")]
    [InlineData("i32", "2147483648")]
    [InlineData("u8", "256")]
    [InlineData("u8", "-1")]
    [InlineData("u16", "65536")]
    [InlineData("u32", "4294967296")]
    [InlineData("u64", "18446744073709551616")]
    [InlineData("size", "\"2G\"")]
    [InlineData("flag", "1")]
    [InlineData("number", "true")]
    public void Numbers_out_of_range_are_refused(string member, string value) =>
        Assert.Throws<WireFormatException>(() => Read("Numbers", Numbers(member, value), WireMode.Strict));

    // Spec V-33.
    [Theory]
    [InlineData("i", "-0", "0")]
    [InlineData("u64", "-1", "18446744073709551615")]
    [InlineData("size", "-9223372036854775808", "9223372036854775808")]
    [InlineData("number", "0.1", "0.10000000000000001")]
    [InlineData("number", "1e17", "1e+17")]
    [InlineData("number", "100", "100")]
    public void Numbers_come_out_as_QEMU_writes_them(string member, string value, string written)
    {
        object read = Read("Numbers", Numbers(member, value), WireMode.Strict);
        Assert.Contains($"\"{member}\": {written}", Write("Numbers", read), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_enum_value_survives_lenient_reading()
    {
        object read = Read("Derived", "{\"id\": \"x\", \"extra\": \"ultraviolet\"}", WireMode.Lenient);
        object colour = read.GetType().GetProperty("Extra")!.GetValue(read)!;
        Assert.True((int)colour < 0);
        Assert.Equal("{\"id\": \"x\", \"extra\": \"ultraviolet\"}", Write("Derived", read));
    }

    [Fact]
    public void An_unknown_branch_is_kept_and_written_back()
    {
        const string json = "{\"radius\": [1], \"kind\": \"oval\", \"tags\": [\"a\"]}";
        object read = Read("Shape", json, WireMode.Lenient);
        Assert.Equal("Unknown", read.GetType().Name);
        Assert.Equal(json, Write("Shape", read));
        Assert.Equal(read, Read("Shape", json, WireMode.Lenient));
    }

    [Fact]
    public void Unknown_members_are_skipped_by_lenient_reading() =>
        Assert.Equal("{\"radius\": 2}", Write("Circle", Read("Circle", "{\"new\": {\"a\": [1]}, \"radius\": 2, \"newer\": null}", WireMode.Lenient)));

    [Fact]
    public void Escaped_names_are_names() =>
        Assert.Equal("{\"radius\": 2}", Write("Circle", Read("Circle", "{\"r\\u0061dius\": 2}", WireMode.Strict)));

    [Fact]
    public void A_value_written_as_its_base_has_the_members_of_the_base()
    {
        object derived = Read("Derived", "{\"id\": \"x\", \"extra\": \"red\"}", WireMode.Strict);
        Assert.Equal("{\"id\": \"x\"}", Write("Parent", derived));
    }

    [Fact]
    public void Deep_nesting_ends_in_an_error_and_not_in_a_crash()
    {
        const int depth = 1000;
        var json = new StringBuilder();
        for (int i = 0; i < depth; i++)
        {
            json.Append("{\"id\": \"x\", \"child\": ");
        }

        json.Append("{\"id\": \"x\"}").Append('}', depth);
        object read = Read("Parent", json.ToString(), WireMode.Strict);
        Assert.Equal(json.ToString(), Write("Parent", read));
        Exception? fault = null;
        var thread = new System.Threading.Thread(() => fault = Record.Exception(() => Read("Parent", json.ToString(), WireMode.Strict)), 128 * 1024);
        thread.Start();
        thread.Join();
        Assert.True(fault is null or WireFormatException, $"{fault}");
    }

    private static string Numbers(string member, string value)
    {
        string[] required = ["i", "i8", "i16", "i32", "i64"];
        var json = new StringBuilder($"{{\"{member}\": {value}");
        foreach (string name in required)
        {
            json.Append(name == member ? "" : $", \"{name}\": 0");
        }

        return json.Append('}').ToString();
    }

    private static object Read(string type, string json, WireMode mode) => Invoke(type, nameof(ReadAs), json, mode)!;

    private static string Write(string type, object value) => (string)Invoke(type, nameof(WriteAs), value)!;

    private static object? Invoke(string type, string method, params object[] arguments)
    {
        Type target = Compiled.Value.GetType("Test." + type, throwOnError: true)!;
        Type codec = target.IsEnum ? Compiled.Value.GetType($"Test.{type}Codec", throwOnError: true)! : target;
        return typeof(WireBehaviourTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(target, codec).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static object? ReadAs<T, TCodec>(string json, WireMode mode)
        where TCodec : IWireCodec<T> => WireJson.Deserialize<T, TCodec>(Encoding.UTF8.GetBytes(json), mode);

    private static string WriteAs<T, TCodec>(T value)
        where TCodec : IWireCodec<T> => Encoding.UTF8.GetString(WireJson.Serialize<T, TCodec>(value));
}
