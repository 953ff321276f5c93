namespace QapiGen.Jobs;

/// <summary>What kind of work a job does.</summary>
public enum JobType
{
    /// <summary>Writes the data of an image down into the one below it.</summary>
    Commit,

    /// <summary>Pulls the data of the images below into an image.</summary>
    Stream,

    /// <summary>Copies, and keeps the copy up to date until it is told to end.</summary>
    Mirror,

    /// <summary>Copies the state of one moment.</summary>
    Backup,

    /// <summary>Makes a new image.</summary>
    Create,

    /// <summary>Changes options of an existing image.</summary>
    Amend,

    /// <summary>Goes back to a snapshot.</summary>
    SnapshotLoad,

    /// <summary>Takes a snapshot.</summary>
    SnapshotSave,

    /// <summary>Removes a snapshot.</summary>
    SnapshotDelete,
}
