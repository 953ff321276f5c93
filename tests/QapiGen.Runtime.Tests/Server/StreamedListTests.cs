using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>Results whose elements come one by one.</summary>
public sealed class StreamedListTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task A_list_that_comes_one_by_one_is_one_reply_as_if_it_had_been_gathered(int count)
    {
        var dispatcher = new ListDispatcher(count, failsAt: -1);
        string streamed = await RawAsync(dispatcher, "stream", QmpCompatibilityPolicy.Parse(""));

        Assert.Equal(await RawAsync(dispatcher, "gather", QmpCompatibilityPolicy.Parse("")), streamed);
        Assert.Equal(streamed, await RawAsync(dispatcher, "stream", QmpCompatibilityPolicy.Parse("deprecated-output=hide")));
        Assert.Equal(
            Enumerable.Range(0, count).Select(static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            JsonDocument.Parse(streamed).RootElement.EnumerateArray().Select(static item => item.GetProperty("text").GetString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_list_that_fails_on_its_way_is_an_error_and_nothing_else_and_the_next_command_is_answered(int failsAt)
    {
        var dispatcher = new ListDispatcher(10, failsAt);
        await using QmpService service = ServiceOf(dispatcher, QmpCompatibilityPolicy.Parse(""));
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        Task serving = service.ServeAsync(far);
        await using (QmpClient client = await QmpClient.ConnectAsync(near))
        {
            QmpErrorException refusal = await Assert.ThrowsAsync<QmpErrorException>(() => client.ExecuteAsync("stream").AsTask());
            Assert.Equal("no more", refusal.Description);
            Assert.Equal(10, (await client.ExecuteAsync("gather")).GetArrayLength());
        }

        await serving;
    }

    [Fact]
    public async Task Elements_are_encoded_as_they_come_and_not_kept()
    {
        // The sequence gives one object again and again: whoever gathered it would have the last text ten times.
        var item = new Mutable();
        async IAsyncEnumerable<Mutable> Items()
        {
            for (int i = 0; i < 10; i++)
            {
                await Task.Yield();
                item.Text = $"{i}";
                yield return item;
            }
        }

        var dispatcher = new ListDispatcher(request => request.ReturnListAsync<Mutable, Mutable>(Items(), default));
        Assert.Equal(
            $"[{string.Join(", ", Enumerable.Range(0, 10).Select(static i => $"{{\"text\": \"{i}\"}}"))}]", await RawAsync(dispatcher, "stream", QmpCompatibilityPolicy.Parse("")));
    }

    private static QmpService ServiceOf(ListDispatcher dispatcher, QmpCompatibilityPolicy policy) => new(
        new QmpCompiledSchema("list", [dispatcher.Module], static () => ListDispatcher.Schema), [dispatcher], new QmpServiceOptions { Compatibility = policy });

    private static async Task<string> RawAsync(ListDispatcher dispatcher, string command, QmpCompatibilityPolicy policy)
    {
        await using QmpService service = ServiceOf(dispatcher, policy);
        (IQmpTransport near, IQmpTransport far) = QmpTransports.CreateInMemoryPair();
        Task serving = service.ServeAsync(far);
        string text;
        await using (QmpClient client = await QmpClient.ConnectAsync(near))
        {
            text = (await client.ExecuteAsync(command)).GetRawText();
        }

        await serving;
        return text;
    }

    private sealed class Mutable : IWireCodec<Mutable>
    {
        public string Text { get; set; } = "";

        public static Mutable Read(ref Utf8JsonReader reader, WireMode mode) => throw new NotSupportedException();

        public static void Write(ref WireWriter writer, Mutable value) => HugeText.Write(ref writer, new HugeText(value.Text));
    }

    private sealed class ListDispatcher(Func<QmpRequest, ValueTask> stream) : QmpDispatcher
    {
        private readonly int _count;

        public ListDispatcher(int count, int failsAt)
            : this(request => request.ReturnListAsync<HugeText, HugeText>(ItemsAsync(count, failsAt), default)) => _count = count;

        public static ReadOnlySpan<byte> Schema => """
            [{"name":"stream","meta-type":"command","arg-type":"q_empty","ret-type":"[T]"},{"name":"gather","meta-type":"command","arg-type":"q_empty","ret-type":"[T]"},
             {"name":"[T]","meta-type":"array","element-type":"T"},{"name":"q_empty","meta-type":"object","members":[]},
             {"name":"T","meta-type":"object","members":[{"name":"text","type":"str"}]},{"name":"str","meta-type":"builtin","json-type":"string"}]
            """u8;

        public override QmpModule Module { get; } = new("list", [new("stream"), new("gather")], [], static () => Schema);

        public override ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken)
        {
            request.ReadArguments<NoData>();
            return command == 0
                ? stream(request)
                : request.ReturnAsync<IReadOnlyList<HugeText>, ListCodec<HugeText, HugeText>>(
                    new ValueTask<IReadOnlyList<HugeText>>([.. Enumerable.Range(0, _count).Select(static i => new HugeText($"{i}"))]));
        }

        private static async IAsyncEnumerable<HugeText> ItemsAsync(int count, int failsAt, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (int i = 0; i < count; i++)
            {
                if (i % 100 == 0)
                {
                    await Task.Yield();
                }

                cancellationToken.ThrowIfCancellationRequested();
                yield return i == failsAt ? throw new QmpErrorException("no more") : new HugeText($"{i}");
            }
        }
    }
}
