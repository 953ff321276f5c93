using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Wire;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Runtime.Tests.Wire;

/// <summary>Texts of enum values that no schema knows: kept for whoever received them, at nobody else's cost. Looks at a table of the whole process.</summary>
[Collection(AloneCollection.Name)]
public sealed class UnknownTextTests
{
    private static readonly WireEnum Kinds = new("Kind", "known");
    private static readonly QmpCommandDescriptor Query = new("query");

    [Fact]
    public async Task A_server_with_too_many_unknown_values_breaks_its_own_calls_only()
    {
        await using var bad = new FakeQmpServer();
        await using QmpClient badClient = await bad.ConnectAsync();
        await using var honest = new FakeQmpServer();
        await using QmpClient honestClient = await honest.ConnectAsync();
        int early = await AskAsync(honest, honestClient, "early");

        for (int round = 0; round < 20; round++)
        {
            await using QmpClient client = round == 0 ? badClient : await bad.ConnectAsync();
            int[] values = new int[UnknownTextKeeper.MaxTexts];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = await AskAsync(bad, client, $"bad{round}.{i}");
            }

            Assert.Equal(values.Length, values.Distinct().Count());
            QmpProtocolException error = await Assert.ThrowsAsync<QmpProtocolException>(async () => await AskAsync(bad, client, "one too many"));
            Assert.Contains("'one too many' can't be kept", error.Message, System.StringComparison.Ordinal);
            Assert.Equal(values[7], await AskAsync(bad, client, $"bad{round}.7"));
            Assert.Equal($"bad{round}.7", Kinds.GetText(values[7]));
        }

        Assert.Equal("early", Kinds.GetText(early));
        Assert.Equal("late", Kinds.GetText(await AskAsync(honest, honestClient, "late")));
        Assert.Equal(early, await AskAsync(honest, honestClient, "early"));
    }

    [Fact]
    public async Task One_text_has_one_value_on_all_connections()
    {
        await using var one = new FakeQmpServer();
        await using QmpClient oneClient = await one.ConnectAsync();
        await using var two = new FakeQmpServer();
        await using QmpClient twoClient = await two.ConnectAsync();

        Assert.Equal(await AskAsync(one, oneClient, "shared"), await AskAsync(two, twoClient, "shared"));
        Assert.NotEqual(await AskAsync(one, oneClient, "shared"), await AskAsync(two, twoClient, "other"));
    }

    [Fact]
    public async Task A_text_outlives_its_client_until_many_others_have_come_and_then_equals_none()
    {
        await using var server = new FakeQmpServer();
        int value;
        await using (QmpClient client = await server.ConnectAsync())
        {
            value = await AskAsync(server, client, "of a closed client");
        }

        Assert.Equal("of a closed client", Kinds.GetText(value));
        var others = new HashSet<int>(Enumerable.Range(0, UnknownTexts.MaxIdle).Select(i => Read($"\"other {i}\"")));

        Assert.Throws<WireFormatException>(() => Kinds.GetText(value));
        Assert.DoesNotContain(value, others);
        Assert.NotEqual(value, Read("\"of a closed client\""));
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused()
    {
        Assert.True(Read('"' + new string('x', UnknownTexts.MaxTextLength) + '"') < 0);
        Assert.Throws<WireFormatException>(() => Read('"' + new string('x', UnknownTexts.MaxTextLength + 1) + '"'));
    }

    private static int Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return Kinds.Read(ref reader, WireMode.Lenient);
    }

    private static async Task<int> AskAsync(FakeQmpServer server, QmpClient client, string text)
    {
        server.On("query").Returns(JsonSerializer.Serialize(text));
        return await client.ExecuteAsync<NoData, int, KindCodec>(Query, default);
    }

    private readonly struct KindCodec : IWireCodec<int>
    {
        public static int Read(ref Utf8JsonReader reader, WireMode mode) => Kinds.Read(ref reader, mode);

        public static void Write(ref WireWriter writer, int value) => Kinds.Write(ref writer, value);
    }
}
