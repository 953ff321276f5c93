using System;
using System.Collections.Generic;

namespace QapiGen.Fuzz.Targets;

/// <summary>Something that reads what strangers write.</summary>
/// <param name="Name">What it is called on the command line and in the corpus.</param>
/// <param name="Words">Pieces of text that mean something to it.</param>
/// <param name="Seeds">Files of the repository whose texts it starts from: folder and pattern.</param>
/// <param name="Read">Reads an input. Whatever it throws is a fault: what may be thrown it catches itself.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<string> Words, IReadOnlyList<(string Folder, string Pattern)> Seeds, Action<byte[]> Read)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("messages", MessageWords, [("tests/QapiGen.Runtime.Tests/Data", "*.jsonl")], MessageReading.Read),
        new("client", MessageWords, [("tests/QapiGen.Runtime.Tests/Data", "*.jsonl"), ("tests/QapiGen.Jobs.Tests/Data", "*.jsonl")], ClientReading.Read),
        new("schema", SchemaWords, [("tests/corpus/accepted", "*.json"), ("tests/corpus/rejected", "*.json"), ("schema", "*.json")], SchemaReading.Read),
        new("saved", SavedWords, [("tests/corpus/diff", "*.json")], SavedReading.Read),
        new("configuration", ConfigurationWords, [("samples", "*.toml"), ("tests", "qapigen.toml")], ConfigurationReading.Read),
        new("store", StoreWords, [("tests/QapiGen.Jobs.Tests/Data", "*.jsonl")], StoreReading.Read),
        new("rows", RowReading.Words, [], RowReading.Read),
    ];

    private static string[] MessageWords =>
    [
        "{\"execute\": \"a\"}", "{\"exec-oob\": \"a\", \"id\": 1}", "\"arguments\": {", "\"return\": ", "\"error\": {\"class\": \"GenericError\", \"desc\": \"x\"}",
        "\"event\": \"E\"", "\"data\": {}", "\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}", "\"QMP\": {\"version\": ", "\"capabilities\": [\"oob\"]", "\"id\": ",
        "\\u0000", "\\ud800", "\\udc00", "'", "\"", "[[[[", "]]]]", "{", "}", ",", ":", "-0", "1e999", "18446744073709551616", "true", "null", "%p", "\n", "\r\n",
        "\u00ff", "\u2028", "\0",
    ];

    private static string[] SchemaWords =>
    [
        "{ 'struct': 'S', 'data': { 'a': 'int' } }\n", "{ 'enum': 'E', 'data': [ 'a', 'b' ] }\n", "{ 'union': 'U', 'base': { 't': 'E' }, 'discriminator': 't', 'data': { 'a': 'S' } }\n",
        "{ 'alternate': 'A', 'data': { 'a': 'int', 'b': 'str' } }\n", "{ 'command': 'c', 'data': 'S', 'returns': ['S'] }\n", "{ 'event': 'V', 'data': { 'x': 'E' } }\n",
        "{ 'include': 'x.json' }\n", "{ 'pragma': { 'doc-required': true } }\n", "'if': 'A'", "'if': { 'all': [ 'A', { 'not': 'B' } ] }", "'features': [ 'deprecated' ]",
        "'boxed': true", "'gen': false", "'allow-oob': true", "'*a': 'any'", "##\n# @S:\n#\n# @a: text (since 1.2)\n#\n# Since: 1.0\n##\n", "# Returns: x\n", "# .. note:: y\n", "# ::\n#\n#   code\n",
        "'base': 'S'", "\\u0041", "null", "[", "]", "{", "}", "'", "#", "##\n", "\t", "\u2028", "\0",
    ];

    private static string[] SavedWords =>
    [
        "{\"name\": \"a\", \"meta-type\": \"object\", \"members\": []}", "\"meta-type\": \"command\", \"arg-type\": \"1\", \"ret-type\": \"1\"", "\"meta-type\": \"enum\", \"values\": [\"a\"]",
        "\"meta-type\": \"alternate\", \"members\": [{\"type\": \"int\"}]", "\"meta-type\": \"array\", \"element-type\": \"int\"", "\"meta-type\": \"event\"", "\"meta-type\": \"builtin\", \"json-type\": \"int\"",
        "\"tag\": \"t\", \"variants\": [{\"case\": \"a\", \"type\": \"1\"}]", "\"default\": null", "\"features\": [\"deprecated\"]", "\"allow-oob\": true", "{\"return\": [", "]", "}", ",", "\\ud800", "\"", "null",
    ];

    private static string[] StoreWords =>
    [
        "update qapi_job set ", "update qapi_store set ", "update qapi_group set ", "update qapi_checkpoint set ", "update qapi_arguments set ", "update qapi_transition set ",
        "delete from qapi_store;", "insert into qapi_job select * from qapi_job;", "update or ignore ", "pragma ignore_check_constraints = 1;", "pragma writable_schema = 1;",
        "status = 'ready'", "flags = -1", "error_number = 9223372036854775807", "losses = 1e999", "created = -9223372036854775808", "changed = 'x'", "id = x'00ff'", "type = null",
        "phase = 'closed'", "version = 99", "epoch = 9223372036854775807", "sequence = ", "body = zeroblob(100000)", "member = 2147483648", " where number = 2", "drop table qapi_group;",
        "alter table qapi_job rename column status to s;", "'", "x'", ";", ", ", "null", "\u00ff",
    ];

    private static string[] ConfigurationWords =>
        ["schema = \"a.json\"\n", "[diff]\n", "fail-on = \"breaking\"\n", "[[", "]]", "= [", "\"\"\"", "'''", "# x\n", "\\u0000", "\n", ".", "true", "1979-05-27", "{ a = 1 }", "\0"];
}
