using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using QapiGen.Jobs.Core;

namespace QapiGen.Jobs.Storage;

/// <summary>Names under which stores keep what are enums here: readable for people, and the same whatever numbers a version gives to the values.</summary>
/// <remarks>Statuses have the names of the wire; what happened, and phases of groups, those of their members in lower case: <c>cancel-by-group</c>.</remarks>
public static class StoredNames
{
    private static readonly string[] s_inputs = Names<JobInputKind>();
    private static readonly string[] s_phases = Names<JobTransactionPhase>();
    private static readonly Dictionary<string, JobInputKind> s_inputValues = Values<JobInputKind>(s_inputs);
    private static readonly Dictionary<string, JobTransactionPhase> s_phaseValues = Values<JobTransactionPhase>(s_phases);

    /// <summary>The name of a status.</summary>
    public static string Of(JobStatus status) => status.ToWire();

    /// <summary>The name of what happened.</summary>
    public static string Of(JobInputKind input) => s_inputs[(int)input];

    /// <summary>The name of a phase.</summary>
    public static string Of(JobTransactionPhase phase) => s_phases[(int)phase];

    /// <summary>The status of a name; false for one that this version doesn't know.</summary>
    public static bool TryParse(string? name, out JobStatus status) => JobStatusExtensions.TryParse(name, out status);

    /// <summary>What happened, by its name; false for one that this version doesn't know.</summary>
    public static bool TryParse(string? name, out JobInputKind input) => s_inputValues.TryGetValue(name ?? "", out input);

    /// <summary>The phase of a name; false for one that this version doesn't know.</summary>
    public static bool TryParse(string? name, out JobTransactionPhase phase) => s_phaseValues.TryGetValue(name ?? "", out phase);

    private static string[] Names<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    private static Dictionary<string, T> Values<T>(string[] names)
        where T : struct, Enum => names.Zip(Enum.GetValues<T>()).ToDictionary(static item => item.First, static item => item.Second, StringComparer.Ordinal);
}
