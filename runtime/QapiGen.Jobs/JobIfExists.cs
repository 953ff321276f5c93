namespace QapiGen.Jobs;

/// <summary>What happens when a job is made under an id that another one has.</summary>
public enum JobIfExists
{
    /// <summary>An error, as in QEMU.</summary>
    Fail,

    /// <summary>The job that is there is given, whatever its status, if its driver was registered under the same name; so that asking twice is asking once.</summary>
    Attach,
}
