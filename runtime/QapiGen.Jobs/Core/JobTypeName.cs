using System.Text;
using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Core;

/// <summary>What a job says it is, as text on the wire: a value of <see cref="JobType"/>, or of a host's own enum of that name.</summary>
/// <param name="Text">The text: <c>backup</c>. Null in a default value only.</param>
/// <example><code>
/// new JobOptions { Id = "a", Type = JobType.Backup };
/// new JobOptions { Id = "b", Type = Host.JobType.Transcode.ToWire() };       // with JobManagerOptions.JobTypes = Host.JobTypeCodec.Table
/// </code></example>
public readonly record struct JobTypeName(string Text)
{
    /// <summary>The name of one of QEMU's types.</summary>
    public static implicit operator JobTypeName(JobType type) => FromJobType(type);

    /// <summary>The name of any type.</summary>
    public static implicit operator JobTypeName(string text) => FromString(text);

    /// <summary>The name of one of QEMU's types.</summary>
    public static JobTypeName FromJobType(JobType type) => new(type.ToWire());

    /// <summary>The name of any type.</summary>
    public static JobTypeName FromString(string text) => new(text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The value of QEMU's enum; one that stands for this text if the enum doesn't have it (QAPI spec W-20).</summary>
    public JobType ToJobType() => (JobType)ValueIn(JobTypeCodec.Table, Text);

    /// <summary>The value of a text in an enum; one that stands for it if the enum doesn't have it, so that one job that an older version has kept hides no others.</summary>
    internal static int ValueIn(WireEnum table, string text)
    {
        if (table.TryParse(text, out int value))
        {
            return value;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\""));
        reader.Read();
        return table.Read(ref reader, WireMode.Lenient);
    }
}
