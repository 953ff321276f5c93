using System;
using System.IO.Pipelines;

namespace QapiGen.Runtime.Transport;

/// <summary>One bidirectional byte stream between a client and a server (QMP spec 1).</summary>
public interface IQmpTransport : IDuplexPipe, IAsyncDisposable
{
    /// <summary>The address, for people: <c>unix:/run/qmp.sock</c>.</summary>
    string Description { get; }
}
