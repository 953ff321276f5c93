namespace QapiGen.Jobs.Tests.Model;

/// <summary>What can happen in a random life.</summary>
internal enum ModelAction
{
    Create,
    CreateInGroup,
    Start,
    Pause,
    Resume,
    Cancel,
    SoftCancel,
    Complete,
    Finalize,
    Dismiss,
    SetSpeed,
    AddPause,
    RemovePause,
    Progress,
    Ready,
    Busy,
    PausePoint,
    Finish,
    Fail,
    IoErrorStop,
    GiveUp,
}
