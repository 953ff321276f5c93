using System;
using System.Collections.Generic;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Drivers;

/// <summary>Drivers by name, so that a host that comes up again can make them from what was kept.</summary>
/// <remarks>To be filled before the manager is made; not changed afterwards.</remarks>
public sealed class JobDriverRegistry
{
    private readonly Dictionary<string, RegisteredDriver> _entries = new(StringComparer.Ordinal);

    /// <summary>The names.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Adds a driver.</summary>
    /// <typeparam name="TArguments">Its arguments: a type of a QAPI schema, so that a later version of the host can be checked against what was kept.</typeparam>
    /// <param name="name">The name, which is kept with each job; not empty.</param>
    /// <param name="make">Makes a driver for one job; an exception ends the job with its text.</param>
    /// <param name="configure">Changes what happens when the host is lost.</param>
    /// <exception cref="ArgumentException">The name is taken, or an option is out of its range.</exception>
    public JobDriverRegistry Add<TArguments>(string name, Func<TArguments, JobDriver> make, Action<JobDriverOptions>? configure = null)
        where TArguments : IWireCodec<TArguments>
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(make);
        var options = new JobDriverOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxLosses);
        if (!_entries.TryAdd(name, new CodedDriver<TArguments>(name, options, make)))
        {
            throw new ArgumentException($"A driver is registered as '{name}' already.", nameof(name));
        }

        return this;
    }

    internal RegisteredDriver? Find(string? name) => name is null ? null : _entries.GetValueOrDefault(name);

    /// <summary>The name as one object for all jobs.</summary>
    internal string? NameOf(string? name) => Find(name)?.Name ?? name;

    /// <exception cref="ArgumentException">There is no such driver, or it has other arguments.</exception>
    internal JobDriver Make<TArguments>(string name, TArguments arguments) => Find(name) switch
    {
        RegisteredDriver<TArguments> entry => entry.Make(arguments),
        null => throw new ArgumentException($"No driver is registered as '{name}'.", nameof(name)),
        _ => throw new ArgumentException($"The driver registered as '{name}' has other arguments than {typeof(TArguments)}.", nameof(arguments)),
    };

    /// <exception cref="ArgumentException">There is no such driver.</exception>
    internal JobDriver Make(string name, ReadOnlySpan<byte> arguments) =>
        (Find(name) ?? throw new ArgumentException($"No driver is registered as '{name}'.", nameof(name))).Make(arguments);

    internal abstract class RegisteredDriver(string name, JobDriverOptions options)
    {
        public string Name => name;

        public JobDriverOptions Options => options;

        public abstract JobDriver Make(ReadOnlySpan<byte> arguments);
    }

    private abstract class RegisteredDriver<TArguments>(string name, JobDriverOptions options, Func<TArguments, JobDriver> make) : RegisteredDriver(name, options)
    {
        public JobDriver Make(TArguments arguments) =>
            make(arguments) ?? throw new InvalidOperationException($"The factory of driver '{Name}' returned null.");
    }

    private sealed class CodedDriver<TArguments>(string name, JobDriverOptions options, Func<TArguments, JobDriver> make) : RegisteredDriver<TArguments>(name, options, make)
        where TArguments : IWireCodec<TArguments>
    {
        // Strictly: a member that this version doesn't know may be what matters most.
        public override JobDriver Make(ReadOnlySpan<byte> arguments) => Make(WireJson.Deserialize<TArguments>(arguments, WireMode.Strict));
    }
}
