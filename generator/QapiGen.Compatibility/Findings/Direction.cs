namespace QapiGen.Compatibility.Findings;

/// <summary>Which way the values go that a change is about.</summary>
[System.Flags]
public enum Direction
{
    /// <summary>Neither: the change doesn't show on the wire.</summary>
    None = 0,

    /// <summary>From client to server: arguments.</summary>
    Send = 1,

    /// <summary>From server to client: results and events.</summary>
    Receive = 2,

    /// <summary>Both ways.</summary>
    Both = Send | Receive,
}
