using System;
using System.Diagnostics.CodeAnalysis;
using QapiGen.Runtime.Client.Reading;
using QapiGen.Runtime.Diagnostics;

namespace QapiGen.Runtime.Proxy;

/// <content>From the server to whoever asked.</content>
internal sealed partial class ProxyCore
{
    /// <summary>A reply goes to whoever asked.</summary>
    public void Reply(in ReceivedMessage message)
    {
        lock (Gate)
        {
            ProxyCall? call = message.TryGetId(out long id) ? _calls.Find(id) : message.Id.IsEmpty ? _calls.FindOldest() : null;
            if (call is not { IsSent: true })
            {
                RuntimeLog.ProxyStrayReply(Logger);
                return;
            }

            if (!call.IsOutOfBand)
            {
                _inFlight--;
                _inFlightBytes -= call.SentBytes;
                if (call.Client is { } asked)
                {
                    asked.InFlight--;
                }
            }

            if (call.Descriptors is not null)
            {
                call.CloseDescriptors();
                _isDescriptorCallOut = false;
            }

            EndNaming(call, isAnswered: true, hasSucceeded: message.Error.IsEmpty);
            if (call.Client is { IsClosed: false } client)
            {
                Deliver(message, call, client);
            }
            else
            {
                ProxyClient? gone = call.Client;
                _calls.Return(call);
                if (gone is not null)
                {
                    CloseNamesOf(gone);
                }
            }

            SendWaiting();
        }
    }

    /// <summary>Brings a client what it has asked for. Whatever goes wrong with it is the end of this client, not of the connection that all share.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Out of memory, for a reply of any size.")]
    private void Deliver(in ReceivedMessage message, ProxyCall call, ProxyClient client)
    {
        if (client.Output.PendingBytes > Options.MaxPendingOutputBytes)
        {
            // Not by reading slowly, which holds its commands back: it has asked for more at once than may wait for it.
            RuntimeLog.ProxyTooFarBehind(Logger, client.Number, client.Output.PendingBytes);
            client.Output.Close();
        }

        try
        {
            WriteReply(message, call);
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyBroke(Logger, client.Number, cause.Message);
            client.Output.Close();
            _scratch.Clear();
        }

        client.LargestReplyBytes = Math.Max(client.LargestReplyBytes, _scratch.Count);
        Answer(call, client, _scratch.Span);
        _scratch.Clear();
    }

    /// <summary>Gives a client its reply, and those that have waited for this one.</summary>
    private void Answer(ProxyCall call, ProxyClient client, ReadOnlySpan<byte> reply)
    {
        TellLoss(client);
        client.Output.Write(reply, isReply: true);
        if (client.FirstWaiting == call)
        {
            client.FirstWaiting = call.Next;
        }

        client.Remove(call);
        _calls.Return(call);
        while (client.First is { IsAnswered: true } own)
        {
            client.Output.Write(own.Text.Span, isReply: true);
            client.Remove(own);
            _calls.Return(own);
        }

        Touch(client);
        Reconsider(client);
    }

    private void WriteReply(in ReceivedMessage message, ProxyCall call)
    {
        ReadOnlySpan<byte> id = call.ClientId.Span;
        _scratch.Clear();
        if (!id.IsEmpty && !call.ListsCommands && message.Text.Overlaps(message.Id, out int start))
        {
            _scratch.AddRange(message.Text[..start]);
            _scratch.AddRange(id);
            _scratch.AddRange(message.Text[(start + message.Id.Length)..]);
            _scratch.AddRange("\r\n"u8);
            return;
        }

        bool isError = message.Return.IsEmpty;
        _scratch.AddRange(isError ? "{\"error\": "u8 : "{\"return\": "u8);
        if (call.ListsCommands && !isError)
        {
            ProxyListing.Write(message.Return, Options.Policy, _scratch);
        }
        else
        {
            _scratch.AddRange(isError ? message.Error : message.Return);
        }

        if (!id.IsEmpty)
        {
            _scratch.AddRange(", \"id\": "u8);
            _scratch.AddRange(id);
        }

        _scratch.AddRange("}\r\n"u8);
    }
}
