using System.Collections.Generic;
using System.Threading.Tasks;
using QapiGen.Jobs.Core;
using QapiGen.Jobs.Drivers;

namespace QapiGen.Jobs.Tests.Interleaving;

/// <summary>A driver that lets others go first wherever it can, and writes down its hooks.</summary>
internal class RaceDriver(Interleaver interleaver) : JobDriver
{
    public int Waits { get; init; } = 2;

    public bool BecomesReady { get; init; }

    public bool Fails { get; init; }

    public bool ParksAtTheEnd { get; init; }

    protected bool IsCompleteAsked { get; set; }

    public List<string> Calls { get; } = [];

    protected Interleaver Interleaver => interleaver;

    public override async Task RunAsync(JobContext job)
    {
        for (int i = 0; i < Waits; i++)
        {
            interleaver.Point();
            job.ReportDone(1);
            await job.PausePointAsync();
        }

        if (BecomesReady)
        {
            job.ReportReady();
            while (!IsCompleteAsked && !job.IsCancelRequested)
            {
                await job.YieldAsync();
            }
        }

        while (ParksAtTheEnd)
        {
            await job.YieldAsync();
        }

        interleaver.Point();
        if (Fails)
        {
            throw new JobFailedException(Errno.InputOutput);
        }
    }
}
