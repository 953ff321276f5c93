namespace QapiGen.Jobs.Storage;

/// <summary>What an acknowledgement survives.</summary>
public enum JobDurability
{
    /// <summary>The death of the process (<c>kill -9</c>): what is acknowledged has been handed to the operating system, or to the database server.</summary>
    Process,

    /// <summary>The loss of power, too: what is acknowledged has been synced to the medium.</summary>
    Machine,
}
