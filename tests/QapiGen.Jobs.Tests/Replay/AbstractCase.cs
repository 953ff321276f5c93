using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using QapiGen.JobLab.Scripting;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Tests.Replay;

/// <summary>A recorded case: jobs and steps, with what the real server said to each.</summary>
internal sealed class AbstractCase(JsonObject json)
{
    private static readonly Lazy<IReadOnlyDictionary<string, AbstractCase>> s_all = new(() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "jobs-abstract.jsonl"))
            .Select(line => new AbstractCase(JsonNode.Parse(line)!.AsObject()))
            .ToDictionary(c => c.Name));

    public static IReadOnlyDictionary<string, AbstractCase> All => s_all.Value;

    public string Name => (string)json["name"]!;

    public IEnumerable<JsonObject> Steps => json["steps"]!.AsArray().Select(step => step!.AsObject());

    public JsonArray ExpectedEvents => json["expect-events"]!.AsArray();

    public JsonArray ExpectedJobs => json["expect-jobs"]!.AsArray();

    public ScriptedJob Job(string reference) => ScriptOf(JobJson(reference));

    public JsonObject JobJson(string reference) =>
        json["jobs"]!.AsArray().Single(job => (string)job!["ref"]! == reference)!.DeepClone().AsObject();

    public static int ErrorNumber(JsonNode? name) => (string?)name switch
    {
        null => 0,
        "EIO" => Errno.InputOutput,
        "ENOSPC" => Errno.NoSpace,
        "ECANCELED" => Errno.Canceled,
        string other => throw new NotSupportedException(other),
    };

    private static ScriptedJob ScriptOf(JsonObject job) => new()
    {
        Ref = (string)job["ref"]!,
        Id = (string)job["id"]!,
        Type = Enum.GetValues<JobType>().Single(type => type.ToWire() == (string)job["type"]!),
        AutoFinalize = (bool)job["auto-finalize"]!,
        AutoDismiss = (bool)job["auto-dismiss"]!,
        Transaction = (string?)job["txn"],
        Speed = (long)job["speed"]!,
        Driver = DriverOf(job["driver"]!.AsObject()),
    };

    private static DriverScript DriverOf(JsonObject driver) => new()
    {
        CanComplete = (bool)driver["complete"]!,
        IsSoftWhenReady = (string)driver["cancel"]! == "soft-when-ready",
        HasFinalDrain = (bool)driver["final-drain"]!,
        PrepareError = ErrorNumber(driver["prepare-fails"]),
        CompleteError = (string?)driver["complete-fails"],
    };
}
