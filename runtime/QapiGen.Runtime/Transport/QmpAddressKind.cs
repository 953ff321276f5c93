namespace QapiGen.Runtime.Transport;

/// <summary>Kind of a <see cref="QmpAddress"/>.</summary>
public enum QmpAddressKind
{
    /// <summary>A Unix socket: <c>unix:PATH</c>.</summary>
    Unix,

    /// <summary>TCP: <c>tcp:HOST:PORT</c>.</summary>
    Tcp,

    /// <summary>A named pipe: <c>pipe:NAME</c>.</summary>
    Pipe,
}
