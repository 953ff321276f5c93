using System.Text.Json;
using QapiGen.Runtime.Wire;

namespace QapiGen.Jobs.Client;

/// <summary>What of a job's entry in <c>query-jobs</c> is needed to follow it, whatever else the server's schema puts there.</summary>
internal sealed record JobRow(string Id, JobStatus? Status, long Current, long Total, string? Error) : IWireCodec<JobRow>
{
    private static readonly WireNames s_names = new("JobInfo", "id", "status", "current-progress", "total-progress", "error");

    public static JobRow Read(ref Utf8JsonReader reader, WireMode mode)
    {
        string? id = null;
        JobStatus? status = null;
        long current = 0;
        long total = 0;
        string? error = null;
        int next = 0;
        WireReader.BeginObject(ref reader);
        while (WireReader.NextMember(ref reader))
        {
            switch (s_names.Find(ref reader, ref next))
            {
                case 0: id = StringCodec.Read(ref reader, mode); break;
                case 1: status = JobStatusExtensions.TryParse(StringCodec.Read(ref reader, mode), out JobStatus known) ? known : null; break;
                case 2: current = Int64Codec.Read(ref reader, mode); break;
                case 3: total = Int64Codec.Read(ref reader, mode); break;
                case 4: error = StringCodec.Read(ref reader, mode); break;
                default: WireReader.UnknownMember(ref reader, mode); break;
            }
        }

        return new JobRow(s_names.Required(id, 0), status, current, total, error);
    }

    public static void Write(ref WireWriter writer, JobRow value) => throw new System.NotSupportedException("A client only reads it");
}
