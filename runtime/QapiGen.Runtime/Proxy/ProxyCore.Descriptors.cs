using System;
using QapiGen.Runtime.Json;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Transport;

namespace QapiGen.Runtime.Proxy;

/// <content>Descriptors, and the names that <c>getfd</c> gives, which are the monitor's: each belongs to the client that gave it.</content>
internal sealed partial class ProxyCore
{
    /// <summary>Descriptors of one client that wait: those of four commands with all that a message takes.</summary>
    private const int MaxHeldDescriptors = 4 * DescriptorPassing.MaxDescriptors;

    private readonly ProxyDescriptorNames _names = new();

    /// <summary>Takes the descriptors that belong to a command; says why it can't go if that is so.</summary>
    private (QmpErrorClass ErrorClass, string Text)? RefusalOfDescriptors(ProxyClient client, RequestMessage message, ProxyCall call)
    {
        ReadOnlySpan<byte> name = NameBytes(message);
        if (name.SequenceEqual("closefd"u8))
        {
            return RefusalOfClosing(client, message, call);
        }

        bool givesName = name.SequenceEqual("getfd"u8);
        if (!givesName && !name.SequenceEqual("add-fd"u8))
        {
            return _names.IsEmpty ? null : RefusalOfUse(client, message, call);
        }

        call.Descriptors = client.TakeDescriptors();
        if (call.Descriptors is not null && !_upstream!.PassesDescriptors)
        {
            call.CloseDescriptors();
            return (QmpErrorClass.GenericError, $"File descriptors can't be passed on over {_upstream.Description}; it takes a Unix socket on Linux");
        }

        if (call.Descriptors is { } held)
        {
            if (held.Count > DescriptorPassing.MaxDescriptors || client.HeldDescriptors + held.Count > MaxHeldDescriptors)
            {
                call.CloseDescriptors();
                return (QmpErrorClass.GenericError, held.Count > DescriptorPassing.MaxDescriptors
                    ? $"A command takes at most {DescriptorPassing.MaxDescriptors} file descriptors"
                    : $"At most {MaxHeldDescriptors} file descriptors of a client wait for the server");
            }

            call.HeldDescriptors = held.Count;
        }

        if (givesName && NameOfDescriptor(message) is { } given)
        {
            if (_names.IsOfAnother(given, client))
            {
                call.CloseDescriptors();
                return (QmpErrorClass.GenericError, $"The name '{given}' is in use by another client of this monitor");
            }

            call.DescriptorName = given;
            _names.Begin(given, client);
        }

        return null;
    }

    /// <summary>Another client's name doesn't exist for this one, wherever it is used.</summary>
    private (QmpErrorClass ErrorClass, string Text)? RefusalOfUse(ProxyClient client, RequestMessage message, ProxyCall call)
    {
        if (!message.Envelope.Arguments.IsPresent || ProxyDescriptorUses.Read(message.Text(message.Envelope.Arguments)) is not { } used)
        {
            return null;
        }

        foreach (string name in used)
        {
            if (_names.IsOfAnother(name, client))
            {
                return (QmpErrorClass.GenericError, $"File descriptor named '{name}' has not been found");
            }
        }

        call.UsedNames = used;
        return null;
    }

    /// <summary>Another client's name doesn't exist for this one. Its own, or nobody's, is its own until the server has answered: commands of others may overtake.</summary>
    private (QmpErrorClass ErrorClass, string Text)? RefusalOfClosing(ProxyClient client, RequestMessage message, ProxyCall call)
    {
        if (NameOfDescriptor(message) is not { } name)
        {
            return null;
        }

        if (_names.IsOfAnother(name, client))
        {
            return (QmpErrorClass.GenericError, $"File descriptor named '{name}' not found");
        }

        call.ClosedName = name;
        _names.Begin(name, client);
        return null;
    }

    /// <summary>A command that gives, closes or uses up a name has been answered, or never will be.</summary>
    private void EndNaming(ProxyCall call, bool isAnswered, bool hasSucceeded)
    {
        if (call.ClosedName is { } closed)
        {
            if (isAnswered)
            {
                // Free, whatever the server answers: it may have been used up.
                _names.Close(closed);
            }

            _names.End(closed, isGiven: false);
            call.ClosedName = null;
        }

        if (hasSucceeded && call is { UsedNames: { } used, Client: { } client })
        {
            foreach (string usedUp in used)
            {
                _names.Use(usedUp, client);
            }
        }

        if (call.DescriptorName is { } name)
        {
            _names.End(name, hasSucceeded);
            call.DescriptorName = null;
        }
    }

    /// <summary>Closes at the server what a client that is gone has left there.</summary>
    private void CloseNamesOf(ProxyClient client)
    {
        while (_upstream is not null && _names.TryTake(client, out string? name))
        {
            ProxyCall call = _calls.Rent(null, default, isOutOfBand: false);
            ProxyTexts.WriteCloseDescriptor(call.Text, name, call.WireId);
            Send(call);
        }
    }

    private static string? NameOfDescriptor(RequestMessage message) =>
        message.Envelope.Arguments.IsPresent ? ProxyDescriptorNames.Read(message.Text(message.Envelope.Arguments)) : null;
}
