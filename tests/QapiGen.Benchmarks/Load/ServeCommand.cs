using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Jobs;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Transport;

namespace QapiGen.Benchmarks.Load;

/// <summary>The verb <c>serve</c>: our server with the job commands, and no jobs, for the load program.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var socket = new Option<string>("--socket") { Description = "The Unix socket to listen on.", Required = true };
        var command = new Command("serve", "Serves the commands of job.json until it is ended.") { socket };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetRequiredValue(socket), cancellationToken));
        return command;
    }

    private static async Task RunAsync(string path, CancellationToken cancellationToken)
    {
        await using var jobs = new JobManager();
        await using var service = new QmpService(JobSchema.Instance, [new JobDispatcher(jobs)]);
        await using var server = new QmpServer(service);
        server.Listen(QmpAddress.Unix(path));
        await service.QuitRequested.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
