using System;
using System.Threading.Tasks;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Tests.Support;

/// <summary>A driver without hooks whose work is a delegate.</summary>
internal sealed class DelegateDriver(Func<JobContext, Task> work) : JobDriver
{
    public override Task RunAsync(JobContext job) => work(job);
}
