namespace QapiGen.Runtime.Server;

/// <summary>What a server does with an event or member that is marked (QMP spec 15).</summary>
public enum QmpOutputPolicy
{
    /// <summary>Sends it.</summary>
    Accept,

    /// <summary>Leaves it out.</summary>
    Hide,
}
