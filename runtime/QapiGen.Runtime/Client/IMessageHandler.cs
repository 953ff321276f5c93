namespace QapiGen.Runtime.Client;

/// <summary>Takes what a <see cref="MessagePump"/> reads.</summary>
internal interface IMessageHandler
{
    /// <summary>Takes a message, which is valid during the call.</summary>
    void Handle(in ReceivedMessage message);

    /// <summary>All that has been read has been handed over.</summary>
    void Flush();
}
