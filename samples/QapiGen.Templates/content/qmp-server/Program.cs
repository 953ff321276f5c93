using Home;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QapiGen.Hosting;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;

const string socket = "thermostat.sock";
try
{
    await (args is ["client"] ? AskAsync() : ServeAsync(args));
    return 0;
}
catch (OperationCanceledException)
{
    // Told to end before it had begun.
    return 1;
}
catch (Exception e) when (e is QmpConnectionException or TimeoutException or OptionsValidationException || e.InnerException is QmpConnectionException)
{
    // The address is in use, or nobody serves there; a setting can't be meant.
    Console.Error.WriteLine(e.Message);
    return 1;
}

static async Task ServeAsync(string[] args)
{
    HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);

    // Why it doesn't start is said above, in a sentence.
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    builder.Services.AddSingleton<Thermostat>();
    builder.Services.AddQmp(ThermostatSchema.Instance)
        .AddDispatcher(services => new ThermostatDispatcher(services.GetRequiredService<Thermostat>()))
        .RunOneCommandAtATime()   // as QEMU does; RunCommandsConcurrently(): a slow command holds up its own client only, and Thermostat needs locks
        .ListenUnixSocket(socket);
    await builder.Build().RunAsync();
}

static async Task AskAsync()
{
    await using QmpClient qmp = await QmpClient.ConnectAsync("unix:" + socket);
    var thermostat = new ThermostatClient(qmp);
    Task<ModeChangedEvent> changed = qmp.WaitForEventAsync<ModeChangedEvent>();
    await thermostat.SetModeAsync(Mode.Heat);
    Reading reading = await thermostat.QueryReadingAsync();
    Console.WriteLine($"{reading.Celsius} degrees, {reading.Mode.ToWire()}; told: {(await changed).Mode.ToWire()}");
}
