namespace QapiGen.Jobs.Orleans.Contract;

/// <summary>What can be asked of a shard. The numbers go over the wire.</summary>
internal enum ShardVerb
{
    Create = 0,
    Pause = 1,
    Resume = 2,
    Cancel = 3,
    Complete = 4,
    Dismiss = 5,
    Finalize = 6,
    SetSpeed = 7,
}
