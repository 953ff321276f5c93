namespace QapiGen.Jobs.Drivers;

/// <summary>A driver that wants to know when the user's pause ends, by resume or by cancel (jobs spec 7.3 and 9.2).</summary>
public interface IJobUserResumeHook
{
    /// <summary>The user's pause ends; called before the job goes on.</summary>
    void UserResumed(JobContext job);
}
