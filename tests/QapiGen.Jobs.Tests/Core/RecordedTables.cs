using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace QapiGen.Jobs.Tests.Core;

/// <summary>The two tables as recorded from QEMU.</summary>
internal static class RecordedTables
{
    private static readonly JsonNode s_tables =
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "jobs-tables.json")))!;

    public static IEnumerable<string> Statuses => Texts(s_tables["statuses"]!);

    public static IEnumerable<string> Verbs => Texts(s_tables["verbs"]!);

    public static bool Transition(string from, string to) => Texts(s_tables["transitions"]![from]!).Contains(to);

    public static bool Permission(string verb, string status) => Texts(s_tables["permissions"]![verb]!).Contains(status);

    public static bool Predicate(string name, string status) => Texts(s_tables["predicates"]![name]!).Contains(status);

    private static IEnumerable<string> Texts(JsonNode list) => list.AsArray().Select(item => (string)item!);
}
