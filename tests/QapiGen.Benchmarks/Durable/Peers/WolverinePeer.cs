using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Sqlite;

namespace QapiGen.Benchmarks.Durable.Peers;

/// <summary>Wolverine with a durable local queue over WolverineFx.Sqlite.</summary>
internal sealed class WolverinePeer() : JobPeer("Wolverine", 100)
{
    private IHost? _host;
    private int _number;

    protected override string UnfinishedJobs => "select count(*) from wolverine_incoming_envelopes where status <> 'Handled'";

    public override async Task StartAsync(string database)
    {
        _host = Host.CreateDefaultBuilder()
            .ConfigureLogging(static logging => logging.ClearProviders())
            .UseWolverine(options =>
            {
                options.PersistMessagesWithSqlite($"Data Source={database}");
                options.Policies.UseDurableLocalQueues();
                options.Durability.Mode = DurabilityMode.Solo;
                options.UseRuntimeCompilation();
                options.Discovery.DisableConventionalDiscovery().IncludeType<NothingHandler>();
            })
            .Build();
        await _host.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }
    }

    protected override async Task CreateAsync()
    {
        using IServiceScope scope = _host!.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(new Nothing(Interlocked.Increment(ref _number)));
    }
}

/// <summary>A message.</summary>
/// <param name="Number">Its number.</param>
public sealed record Nothing(int Number);

/// <summary>What handles it; Wolverine makes code that calls it.</summary>
public sealed class NothingHandler
{
    public void Handle(Nothing message)
    {
        _ = message;
        JobPeer.Run();
    }
}
