using System;
using System.Collections.Generic;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Qemu.Hosting;

/// <summary>Settings of a hosted program, as they stand in configuration under <c>Qemu:NAME</c>.</summary>
/// <example>
/// <code>
/// { "Qemu": { "vm0": { "Program": "qemu-system-x86_64", "Arguments": [ "-m", "1G" ], "PowerDown": "00:01:00" } } }
/// </code>
/// </example>
public sealed class QemuHostingOptions
{
    private QmpCompiledSchema? _schema;

    /// <summary>See <see cref="QemuOptions.Program"/>.</summary>
    public string Program { get; set; } = "";

    /// <summary>See <see cref="QemuOptions.Arguments"/>; those of configuration come after those of code.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>See <see cref="QemuOptions.Kind"/>.</summary>
    public QemuProgramKind? Kind { get; set; }

    /// <summary>See <see cref="QemuOptions.ExitWithParent"/>.</summary>
    public bool ExitWithParent { get; set; } = true;

    /// <summary>See <see cref="QemuOptions.StartTimeout"/>.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>See <see cref="QemuOptions.GuestAgent"/>.</summary>
    public bool GuestAgent { get; set; }

    /// <summary>See <see cref="QemuOptions.SerialConsole"/>.</summary>
    public bool SerialConsole { get; set; }

    /// <summary>See <see cref="QemuOptions.ConsoleLogFile"/>.</summary>
    public string? ConsoleLogFile { get; set; }

    /// <summary>See <see cref="QemuOptions.WorkingDirectory"/>.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>See <see cref="QemuOptions.Environment"/>.</summary>
    public IDictionary<string, string?> Environment { get; } = new Dictionary<string, string?>();

    /// <summary>See <see cref="QemuStopOptions.PowerDown"/>. The host's own patience (<c>ShutdownTimeout</c>, 30 seconds) has to be longer than the steps together.</summary>
    public TimeSpan PowerDown { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>See <see cref="QemuStopOptions.Quit"/>.</summary>
    public TimeSpan Quit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>See <see cref="QemuStopOptions.Terminate"/>.</summary>
    public TimeSpan Terminate { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gives events their types, by the generated schema: <c>UseSchema(QemuSchema.Instance)</c>.</summary>
    public void UseSchema(QmpCompiledSchema schema) => _schema = schema;

    /// <summary>The schema, which isn't a setting: a property would be bound to configuration.</summary>
    internal QmpCompiledSchema? FindSchema() => _schema;
}
