using Home;
using QapiGen.Runtime.Messages;

/// <summary>What the commands of <c>thermostat.json</c> do.</summary>
public sealed class Thermostat(IQmpEventSink sink) : IThermostatCommands
{
    private readonly ThermostatEventEmitter _events = new(sink);
    private Mode _mode;

    /// <inheritdoc/>
    public ValueTask<Reading> QueryReadingAsync(CancellationToken cancellationToken = default) =>
        new(new Reading { Celsius = 21.5, Mode = _mode });

    /// <inheritdoc/>
    public ValueTask SetModeAsync(Mode mode, CancellationToken cancellationToken = default)
    {
        _mode = mode;
        _events.ModeChanged(mode);
        return default;
    }
}
