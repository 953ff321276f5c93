namespace QapiGen.Runtime.Server;

/// <summary>What a server does with a command, argument or value that is marked (QMP spec 15).</summary>
public enum QmpInputPolicy
{
    /// <summary>Takes it.</summary>
    Accept,

    /// <summary>Answers with an error.</summary>
    Reject,

    /// <summary>Ends the process, so that a test of a client can't overlook it.</summary>
    Crash,
}
