using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.Runtime.Server.Output;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>A request of a connection; one object for the in-band lane and one for the out-of-band lane, used again and again.</summary>
internal sealed class ServerRequest : QmpRequest, IDisposable
{
    private const int KeptBytes = 64 * 1024;

    // With these a client of the guest agent finds its place in the stream (QMP spec 17).
    private const string DelimitedSync = "guest-sync-delimited";
    private const byte Sentinel = 0xFF;

    private const int Open = 0;
    private const int Answered = 1;
    private const int Abandoned = 2;

    private static readonly byte[] NoArguments = "{}"u8.ToArray();

    private readonly QmpService _service;
    private readonly ServerOutput _output;
    private readonly PooledList<byte> _reply = new(KeptBytes);
    private readonly PooledList<byte> _scratch = new(KeptBytes);
    private RequestMessage _message = null!;
    private CommandEntry _command = null!;
    private int _fate;

    public ServerRequest(QmpService service, ServerOutput output)
    {
        _service = service;
        _output = output;
    }

    /// <summary>Whether the dispatcher has given a result, or an error has taken its place.</summary>
    public bool IsAnswered => Volatile.Read(ref _fate) == Answered;

    /// <summary>Class of the error that was replied; null if none was.</summary>
    public string? ErrorClass { get; private set; }

    /// <summary>The connection that asks; for built-in commands.</summary>
    public required ServerConnection Connection { get; init; }

    private ReadOnlySpan<byte> LineEnd => _service.IsGuestAgent ? "\n"u8 : "\r\n"u8;

    private ReadOnlyMemory<byte> Arguments => _message.Envelope.Arguments is { IsPresent: true } slice
        ? _message.Body.Slice(slice.Start, slice.Length)
        : NoArguments;

    /// <summary>Takes over the next message.</summary>
    public void Begin(RequestMessage message, CommandEntry command)
    {
        _message = message;
        _command = command;
        Volatile.Write(ref _fate, Open);
        ErrorClass = null;
    }

    /// <summary>Whatever the command gives from now on is dropped; from any thread.</summary>
    /// <returns>False if it has answered already.</returns>
    public bool Abandon() => Interlocked.CompareExchange(ref _fate, Abandoned, Open) == Open;

    public override T ReadArguments<T>()
    {
        if (typeof(T) == typeof(NoData) && !_message.Envelope.Arguments.IsPresent)
        {
            return default!;
        }

        EnsureThere();
        ReadOnlyMemory<byte> arguments = Arguments;
        if (_service.Options.Compatibility.ChecksInput && _service.Explain(_command, arguments) is { } refused)
        {
            throw new QmpErrorException(refused.ErrorClass, refused.Text);
        }

        try
        {
            var reader = new Utf8JsonReader(arguments.Span, JsonDepth.Reader);
            reader.Read();
            return T.Read(ref reader, WireMode.Strict);
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException or OverflowException or ArgumentException)
        {
            ArgumentFault? known = _service.Explain(_command, arguments);
            throw new QmpErrorException(known?.ErrorClass ?? QmpErrorClass.GenericError, known?.Text ?? fault.Message);
        }
    }

    public override JsonElement ReadRawArguments()
    {
        EnsureThere();
        var reader = new Utf8JsonReader(Arguments.Span, JsonDepth.Reader);
        return JsonElement.ParseValue(ref reader);
    }

    public override ValueTask ReturnAsync(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return AwaitAsync(task);
        }

        task.GetAwaiter().GetResult();
        WriteResult<NoData, NoData>(default);
        return default;
    }

    public override ValueTask ReturnAsync<T, TCodec>(ValueTask<T> task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return AwaitAsync<T, TCodec>(task);
        }

        WriteResult<T, TCodec>(task.Result);
        return default;
    }

    public override async ValueTask ReturnListAsync<T, TCodec>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        if (BeginValue() is not { } target)
        {
            return;
        }

        target.Add((byte)'[');
        bool isFirst = true;
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            target.AddRange(isFirst ? default : ", "u8);
            isFirst = false;
            WriteValue<T, TCodec>(target, item);
        }

        target.Add((byte)']');
        EndValue(target);
    }

    /// <summary>Replies with JSON that is in the server's layout already.</summary>
    public void ReturnRaw(ReadOnlySpan<byte> json)
    {
        BeginResult();
        _reply.AddRange(json);
        EndResult();
    }

    /// <summary>Replies with an error.</summary>
    public void WriteError(RequestMessage message, string errorClass, string description)
    {
        ErrorClass = errorClass;
        ServerTelemetry.CountError(_service.Options.Name, errorClass);
        _reply.Clear();
        _reply.Add((byte)'{');
        if (message.Envelope.Id is { IsPresent: true } id)
        {
            _reply.AddRange("\"id\": "u8);
            RequestEcho.Write(message.Body.Slice(id.Start, id.Length), _reply);
            _reply.AddRange(", "u8);
        }

        _reply.AddRange("\"error\": {\"class\": "u8);
        WriteString(errorClass);
        _reply.AddRange(", \"desc\": "u8);
        WriteString(description);
        _reply.AddRange("}}"u8);
        Volatile.Write(ref _fate, Open);
        Send();
    }

    public void Dispose()
    {
        _reply.Dispose();
        _scratch.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask task)
    {
        await task.ConfigureAwait(false);
        WriteResult<NoData, NoData>(default);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync<T, TCodec>(ValueTask<T> task)
        where TCodec : IWireWritable<T>
    {
        WriteResult<T, TCodec>(await task.ConfigureAwait(false));
    }

    private void WriteResult<T, TCodec>(T value)
        where TCodec : IWireWritable<T>
    {
        if (BeginValue() is { } target)
        {
            WriteValue<T, TCodec>(target, value);
            EndValue(target);
        }
    }

    // The transport of a connection that was given up may have taken its buffers back, and the message lies in them.
    private void EnsureThere()
    {
        if (Connection.IsGivenUp)
        {
            throw new OperationCanceledException("The connection was given up");
        }
    }

    // Where the result is to be written; null if the command says nothing of its success.
    private PooledList<byte>? BeginValue()
    {
        if (_command.IsOneOf(QmpCommandFlags.NoSuccessResponse))
        {
            Answer();
            return null;
        }

        BeginResult();
        return _service.Options.Compatibility.ChecksOutput ? _scratch : _reply;
    }

    private static void WriteValue<T, TCodec>(PooledList<byte> target, T value)
        where TCodec : IWireWritable<T>
    {
        var writer = new WireWriter(target);
        TCodec.Write(ref writer, value);
        writer.Flush();
    }

    private void EndValue(PooledList<byte> target)
    {
        if (target == _scratch)
        {
            _service.FilterResult(_command, _scratch.Memory, _reply);
        }

        EndResult();
    }

    // False if nobody waits for it any more.
    private bool Answer() => Interlocked.CompareExchange(ref _fate, Answered, Open) == Open;

    private void BeginResult()
    {
        _scratch.Clear();
        _reply.Clear();
        if (_service.IsGuestAgent && _command.Descriptor.Name == DelimitedSync)
        {
            _reply.Add(Sentinel);
        }

        _reply.AddRange("{\"return\": "u8);
    }

    private void EndResult()
    {
        if (_message.Envelope.Id is { IsPresent: true } id)
        {
            _reply.AddRange(", \"id\": "u8);
            RequestEcho.Write(_message.Body.Slice(id.Start, id.Length), _reply);
        }

        _reply.Add((byte)'}');
        Send();
    }

    private void WriteString(string text)
    {
        var writer = new WireWriter(_reply);
        writer.String(text);
        writer.Flush();
    }

    private void Send()
    {
        PooledList<byte> line = _reply;
        if (_service.Options.IsPretty)
        {
            _scratch.Clear();
            PrettyPrinter.Write(_reply.Span, _scratch);
            line = _scratch;
        }

        line.AddRange(LineEnd);

        // Up to here there may be no memory, and then an error must take its place; from here on it is the output's.
        if (Answer())
        {
            _output.Write(line.Span, isReply: true);
        }

        // A large reply's buffer goes back now: the next command may be long in coming.
        _reply.Clear();
        _scratch.Clear();
    }
}
