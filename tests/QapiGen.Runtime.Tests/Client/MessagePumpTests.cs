using System;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Messages are handed on whole, however large they are and however they come; large ones don't wait in the transport's buffers.</summary>
public sealed class MessagePumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(997)]
    [InlineData(64 * 1024)]
    [InlineData(70_000)]
    [InlineData(5_000_000)]
    public async Task Messages_are_whole_whatever_pieces_they_come_in(int piece)
    {
        string[] messages = [Message(1), Message(70_000), Message(65_500), Message(3_000_000), Message(2), Message(200_000), Message(3)];
        byte[] stream = Encoding.UTF8.GetBytes(string.Join("\r\n", messages));

        Assert.Equal(messages, await PumpAsync(stream, piece, agent: null));
    }

    [Theory]
    [InlineData(997)]
    [InlineData(500_000)]
    public async Task What_an_agent_breaks_off_is_no_part_of_the_next_message(int piece)
    {
        var agent = new GuestAgentSync();
        agent.OnSentinel();
        byte[] stream = [.. Encoding.UTF8.GetBytes(Message(5) + Message(200_000)[..150_000]), 0xFF, .. Encoding.UTF8.GetBytes(Message(6) + Message(90_000))];

        Assert.Equal([Message(5), Message(6), Message(90_000)], await PumpAsync(stream, piece, agent));
    }

    private static string Message(int length) => $"{{\"return\": \"{new string((char)('a' + (length % 26)), length)}\", \"id\": {length}}}";

    /// <summary>Lets a pump read a stream that comes in pieces, each when the one before has been taken, of a pipe that holds no large message.</summary>
    private static async Task<IReadOnlyList<string>> PumpAsync(byte[] stream, int piece, GuestAgentSync? agent)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024, useSynchronizationContext: false));
        var handler = new Handler();
        (IQmpTransport transport, IQmpTransport other) = QmpTransports.CreateInMemoryPair();
        await using IQmpTransport near = transport;
        await using IQmpTransport far = other;
        Task pumping = new MessagePump(pipe.Reader, handler, new ReadLoopWork(near), 10_000_000, null, agent).RunAsync();
        for (int i = 0; i < stream.Length; i += piece)
        {
            await pipe.Writer.WriteAsync(stream.AsMemory(i, Math.Min(piece, stream.Length - i))).AsTask().WaitAsync(Patience);
        }

        await pipe.Writer.CompleteAsync();
        await pumping.WaitAsync(Patience);
        return handler.Messages;
    }

    private sealed class Handler : IMessageHandler
    {
        public List<string> Messages { get; } = [];

        public void Handle(in ReceivedMessage message) => Messages.Add(Encoding.UTF8.GetString(message.Text));

        public void Flush()
        {
        }
    }
}
