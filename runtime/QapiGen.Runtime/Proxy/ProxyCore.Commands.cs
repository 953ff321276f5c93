using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Diagnostics;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Server.Output;

namespace QapiGen.Runtime.Proxy;

/// <content>From a client's message to the server.</content>
internal sealed partial class ProxyCore
{
    /// <summary>Takes a message of a client: forwards it, lets it wait, or answers it.</summary>
    public void Take(ProxyClient client, RequestMessage message)
    {
        lock (Gate)
        {
            _scratch.Clear();
            if (message.Envelope.Id.IsPresent)
            {
                RequestEcho.Write(message.Body.Slice(message.Envelope.Id.Start, message.Envelope.Id.Length), _scratch);
            }

            ProxyCall call = _calls.Rent(client, _scratch.Span, message.Envelope.IsOutOfBand && message.Fault is null);
            _scratch.Clear();
            bool isAdded = false;
            try
            {
                Take(client, message, call, ref isAdded);
            }
            catch
            {
                // There is no memory for it: that ends the client, and with it what it has in line.
                if (call is { WireId: not 0, IsSent: false } && (!isAdded || call.IsOutOfBand))
                {
                    if (isAdded)
                    {
                        client.Remove(call);
                    }

                    EndNaming(call, isAnswered: false, hasSucceeded: false);
                    _calls.Return(call);
                }

                throw;
            }
        }
    }

    private void Take(ProxyClient client, RequestMessage message, ProxyCall call, ref bool isAdded)
    {
        if (Refusal(client, message, call) is { } refusal)
        {
            ProxyTexts.WriteError(call.Text, call.ClientId.Span, refusal.ErrorClass, refusal.Text);
            AnswerInTurn(call, client);
            return;
        }

        if (NameBytes(message).SequenceEqual("qmp_capabilities"u8))
        {
            Negotiate(client, message, call);
            AnswerInTurn(call, client);
            return;
        }

        WriteCommand(message, call);
        _calls.Count(call);
        client.Add(call);
        isAdded = true;
        if (call.IsOutOfBand || (client.FirstWaiting is null && _turns.Count == 0 && client.MaySend && MaySend(call)))
        {
            Send(call);
        }
        else if (client.FirstWaiting is null)
        {
            client.FirstWaiting = call;
            _turns.Enqueue(client);
        }
    }

    private (QmpErrorClass ErrorClass, string Text)? Refusal(ProxyClient client, RequestMessage message, ProxyCall call)
    {
        if (message.Fault is { } fault)
        {
            return (QmpErrorClass.GenericError, fault);
        }

        ReadOnlySpan<byte> name = NameBytes(message);
        bool negotiates = name.SequenceEqual("qmp_capabilities"u8);
        bool isAllowed = negotiates || Options.Policy.Allows(name);
        string? detour = isAllowed && message.Envelope.Arguments.IsPresent ? ProxyDetours.Find(name, message.Text(message.Envelope.Arguments), Options.Policy) : null;
        isAllowed &= detour is null;
        string? notAudited = Audit(client, message, call.IsOutOfBand, isAllowed);
        if (notAudited is not null && isAllowed)
        {
            return (QmpErrorClass.GenericError, $"The command doesn't pass since it can't be audited: {notAudited}");
        }

        if (!client.IsReady && !negotiates)
        {
            return (QmpErrorClass.CommandNotFound, "Expecting capabilities negotiation with 'qmp_capabilities'");
        }

        if (client.IsReady && negotiates)
        {
            return (QmpErrorClass.CommandNotFound, "Capabilities negotiation is already complete, command ignored");
        }

        if (!isAllowed)
        {
            ProxyMetrics.CountRefused();
            return detour is null ? (QmpErrorClass.CommandNotFound, $"The command {NameOf(message)} has not been found") : (QmpErrorClass.GenericError, detour);
        }

        if (negotiates)
        {
            return null;
        }

        call.ListsCommands = !Options.Policy.AllowsEverything && ProxyListing.Lists(name);
        return _upstream is null ? (QmpErrorClass.GenericError, ProxyTexts.NotConnected) : RefusalOfDescriptors(client, message, call);
    }

    /// <summary>Writes down what is to happen; says why if that can't be done.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever an audit throws, it hasn't been written.")]
    private string? Audit(ProxyClient client, RequestMessage message, bool isOutOfBand, bool isAllowed)
    {
        if (Options.Audit is not { } audit)
        {
            return null;
        }

        var entry = new QmpProxyAuditEntry(Options.TimeProvider.GetUtcNow(), client.Number, client.Peer, NameOf(message), isOutOfBand, isAllowed);
        try
        {
            lock (Counts.AuditGate)
            {
                audit(entry);
            }

            return null;
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyAuditFailed(Logger, client.Number, cause.Message);
            return cause.Message;
        }
    }

    private void Negotiate(ProxyClient client, RequestMessage message, ProxyCall call)
    {
        try
        {
            ReadOnlySpan<byte> arguments = message.Envelope.Arguments.IsPresent ? message.Text(message.Envelope.Arguments) : default;
            client.AllowsOutOfBand = ProxyNegotiation.EnablesOutOfBand(arguments, client.OffersOutOfBand, client.OffersLongQueue);
            _outOfBandClients += client.AllowsOutOfBand ? 1 : 0;
            client.IsReady = true;
            ProxyTexts.WriteEmptyResult(call.Text, call.ClientId.Span);
            RuntimeLog.ProxyNegotiated(Logger, client.Number, client.AllowsOutOfBand);
        }
        catch (QmpErrorException e)
        {
            ProxyTexts.WriteError(call.Text, call.ClientId.Span, QmpErrorClass.GenericError, e.Description);
        }
    }

    /// <summary>Gives a reply of the proxy's own, after those to what came before.</summary>
    private void AnswerInTurn(ProxyCall call, ProxyClient client)
    {
        if (call.IsOutOfBand || client.First is null)
        {
            client.Output.Write(call.Text.Span, isReply: true);
            _calls.Return(call);
            return;
        }

        call.IsAnswered = true;
        _calls.Count(call);
        client.Add(call);
    }

    private static void WriteCommand(RequestMessage message, ProxyCall call)
    {
        PooledList<byte> text = call.Text;
        text.AddRange(call.IsOutOfBand ? "{\"exec-oob\": "u8 : "{\"execute\": "u8);
        text.AddRange(message.Text(message.Envelope.Name));
        if (message.Envelope.Arguments.IsPresent)
        {
            text.AddRange(", \"arguments\": "u8);
            text.AddRange(message.Text(message.Envelope.Arguments));
        }

        text.AddRange(", \"id\": "u8);
        ProxyTexts.WriteNumber(text, call.WireId);
        text.AddRange("}\r\n"u8);
    }

    /// <summary>Whether there is room at the server. Commands with descriptors go one by one: the server keeps only those that came last.</summary>
    private bool MaySend(ProxyCall call) =>
        _upstream is not null
        && HasRoomAt(_upstream)
        && (call.Descriptors is null || !_isDescriptorCallOut);

    private bool HasRoomAt(ProxyUpstream upstream) =>
        _outOfBandClients == 0 ? _inFlight < WindowWithoutOutOfBand
        : _inFlight < LongQueue.ShortLength || (upstream.HasLongQueue && _inFlight < LongQueue.Length && _inFlightBytes < LongQueue.ClientBytes);

    private void Send(ProxyCall call)
    {
        // First, since it may fail for want of memory: what isn't sent gets no reply, and must not be waited for.
        _upstream!.Append(call.Text.Span, call.Descriptors);
        call.IsSent = true;
        if (!call.IsOutOfBand)
        {
            call.SentBytes = call.Text.Count;
            _inFlight++;
            _inFlightBytes += call.SentBytes;
        }

        _isDescriptorCallOut |= call.Descriptors is not null;
        if (call.Client is { } client)
        {
            client.InFlight += call.IsOutOfBand ? 0 : 1;
            ProxyMetrics.CountForwarded();
        }

        call.Text.Clear();
    }

    /// <summary>Sends a command whose turn it is. Whatever goes wrong with it is the end of its client, not of who happened to make room for it.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Out of memory, for a command of any size.")]
    private void SendInTurn(ProxyCall call, ProxyClient client)
    {
        try
        {
            Send(call);
        }
        catch (Exception cause)
        {
            RuntimeLog.ProxyBroke(Logger, client.Number, cause.Message);
            client.Output.Close();
        }
    }

    /// <summary>Lets the clients that wait take turns, one command each.</summary>
    private void SendWaiting()
    {
        while (_turns.TryPeek(out ProxyClient? client))
        {
            while (client.FirstWaiting is { IsAnswered: true } own)
            {
                client.FirstWaiting = own.Next;
            }

            if (client.FirstWaiting is not { } call)
            {
                _turns.Dequeue();
                continue;
            }

            if (!client.MaySend)
            {
                _turns.Dequeue();
                Hold(client);
                continue;
            }

            if (!MaySend(call))
            {
                return;
            }

            _turns.Dequeue();
            client.FirstWaiting = call.Next;
            SendInTurn(call, client);
            if (client.FirstWaiting is not null)
            {
                _turns.Enqueue(client);
            }
        }
    }

    /// <summary>Takes a client out of the turns until it has read, or has the reply that is under way.</summary>
    private void Hold(ProxyClient client)
    {
        client.IsHeld = true;
        Reconsider(client);
    }

    private void Reconsider(ProxyClient client)
    {
        if (!client.IsHeld || client.IsClosed)
        {
            return;
        }

        if (client.MaySend)
        {
            client.IsHeld = false;
            _turns.Enqueue(client);
        }
        else if (client.InFlight == 0 && !client.IsAwaitingRelief)
        {
            // Else the reply that is under way brings it here again.
            client.IsAwaitingRelief = true;
            _ = ReleaseAsync(client);
        }
    }

    private async Task ReleaseAsync(ProxyClient client)
    {
        await client.Output.WhenRelievedAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (Gate)
        {
            client.IsAwaitingRelief = false;
            Reconsider(client);
            SendWaiting();
        }

        Volatile.Read(ref _upstream)?.Output.Kick();
    }

    /// <summary>The name as the server understands it: <c>\u0071uit</c> is <c>quit</c>, for policies, too.</summary>
    private static ReadOnlySpan<byte> NameBytes(RequestMessage message) =>
        message.Name.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(NameOf(message)) : message.Name;

    private static string NameOf(RequestMessage message) => EnvelopeReader.Decode(message.Name, message.Name.Contains((byte)'\\'));
}
