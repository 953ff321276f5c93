using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Emit.Tests.Support;

/// <summary>Takes JSON through the codec and the converter of a generated type and back.</summary>
internal abstract class RoundTrip
{
    private static readonly JsonSerializerOptions Options = new() { MaxDepth = WireJson.MaxDepth };

    /// <summary>The round trips of every type of an assembly that has a QAPI name.</summary>
    public static IReadOnlyDictionary<string, RoundTrip> OfAssembly(Assembly assembly) => assembly.GetTypes()
        .Where(type => !type.IsNested && (type.IsEnum || type.GetInterfaces().Any(IsCodec)) && type.GetCustomAttribute<QapiNameAttribute>() is not null)
        .ToDictionary(type => type.GetCustomAttribute<QapiNameAttribute>()!.Name, type => Create(assembly, type));

    /// <summary>Reads, writes and reads again; what comes out equals what went in.</summary>
    public void Check(string json)
    {
        try
        {
            CheckCodec(json);
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{fault}\n{json}");
        }
    }

    protected abstract void CheckCodec(string json);

    protected static void AssertSameJson(string expected, string actual)
    {
        using JsonDocument left = JsonDocument.Parse(expected, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        using JsonDocument right = JsonDocument.Parse(actual, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });
        Assert.True(JsonElement.DeepEquals(left.RootElement, right.RootElement), $"expected {expected}\nbut found {actual}");
    }

    private static bool IsCodec(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IWireCodec<>);

    private static RoundTrip Create(Assembly assembly, Type type)
    {
        Type codec = type.IsEnum ? assembly.GetType(type.FullName + "Codec", throwOnError: true)! : type;
        return (RoundTrip)Activator.CreateInstance(typeof(Typed<,>).MakeGenericType(type, codec))!;
    }

    private sealed class Typed<T, TCodec> : RoundTrip
        where TCodec : IWireCodec<T>
    {
        protected override void CheckCodec(string json)
        {
            T strict = WireJson.Deserialize<T, TCodec>(Encoding.UTF8.GetBytes(json), WireMode.Strict);
            T lenient = WireJson.Deserialize<T, TCodec>(Encoding.UTF8.GetBytes(json), WireMode.Lenient);
            Assert.Equal(strict, lenient);
            Assert.Equal(strict!.GetHashCode(), lenient!.GetHashCode());
            byte[] written = WireJson.Serialize<T, TCodec>(strict);
            Assert.DoesNotContain(written, unit => unit >= 0x7F);
            AssertSameJson(json, Encoding.UTF8.GetString(written));
            Assert.Equal(strict, WireJson.Deserialize<T, TCodec>(written, WireMode.Strict));

            // Events go through the client, not through the serializer.
            if (typeof(T).IsAssignableTo(typeof(Runtime.Messages.QmpEvent)))
            {
                return;
            }

            Assert.Equal(strict, JsonSerializer.Deserialize<T>(json, Options));
            AssertSameJson(json, JsonSerializer.Serialize(strict, Options));
            AssertSameJson(json, JsonSerializer.Serialize(strict, strict.GetType(), Options));
        }
    }
}
