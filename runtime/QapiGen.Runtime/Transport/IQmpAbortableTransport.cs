namespace QapiGen.Runtime.Transport;

/// <summary>A transport that someone else closes, after having sent what was written, unless it is told not to bother.</summary>
public interface IQmpAbortableTransport : IQmpTransport
{
    /// <summary>Throws away what hasn't been sent and breaks the connection; from any thread.</summary>
    void Abort();
}
