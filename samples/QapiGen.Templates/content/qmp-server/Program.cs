using Home;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using QapiGen.Hosting;
using QapiGen.Runtime.Client;

const string socket = "thermostat.sock";
if (args is ["client"])
{
    await using QmpClient qmp = await QmpClient.ConnectAsync("unix:" + socket);
    var thermostat = new ThermostatClient(qmp);
    Task<ModeChangedEvent> changed = qmp.WaitForEventAsync<ModeChangedEvent>();
    await thermostat.SetModeAsync(Mode.Heat);
    Reading reading = await thermostat.QueryReadingAsync();
    Console.WriteLine($"{reading.Celsius} degrees, {reading.Mode.ToWire()}; told: {(await changed).Mode.ToWire()}");
    return;
}

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<Thermostat>();
builder.Services.AddQmp(ThermostatSchema.Instance)
    .AddDispatcher(services => new ThermostatDispatcher(services.GetRequiredService<Thermostat>()))
    .RunOneCommandAtATime()   // as QEMU does; RunCommandsConcurrently(): a slow command holds up its own client only, and Thermostat needs locks
    .ListenUnixSocket(socket);
await builder.Build().RunAsync();
