namespace QapiGen.Runtime.Transport;

/// <summary>A transport that knows where a reader goes on that had to wait.</summary>
internal interface IThreadPoolTransport : IQmpTransport
{
    /// <summary>Whether it is always a thread of the pool that does nothing else meanwhile: code that blocks there holds up nobody.</summary>
    bool ReadsOnThreadPool { get; }
}
