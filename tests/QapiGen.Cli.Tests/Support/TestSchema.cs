using System.Text;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Cli.Tests.Support;

/// <summary>A small server's introspection with one of everything that arguments can be.</summary>
internal static class TestSchema
{
    /// <summary>What <c>query-qmp-schema</c> answers.</summary>
    public const string Json = """
        [{"name": "job-cancel", "meta-type": "command", "arg-type": "0", "ret-type": "1"},
         {"name": "job-pause", "meta-type": "command", "arg-type": "0", "ret-type": "1", "allow-oob": true},
         {"name": "query-jobs", "meta-type": "command", "arg-type": "1", "ret-type": "[2]"},
         {"name": "query-status", "meta-type": "command", "arg-type": "1", "ret-type": "1"},
         {"name": "blockdev-add", "meta-type": "command", "arg-type": "3", "ret-type": "1", "features": ["deprecated"]},
         {"name": "tune", "meta-type": "command", "arg-type": "8", "ret-type": "1"},
         {"name": "JOB_STATUS_CHANGE", "meta-type": "event", "arg-type": "2"},
         {"name": "0", "meta-type": "object", "members": [{"name": "id", "type": "str"}]},
         {"name": "1", "meta-type": "object", "members": []},
         {"name": "2", "meta-type": "object", "members": [{"name": "id", "type": "str"}, {"name": "status", "type": "6"}]},
         {"name": "[2]", "meta-type": "array", "element-type": "2"},
         {"name": "3", "meta-type": "object", "tag": "driver",
          "members": [{"name": "driver", "type": "4"}, {"name": "node-name", "type": "str", "default": null}, {"name": "read-only", "type": "bool", "default": null}],
          "variants": [{"case": "file", "type": "5"}, {"case": "qcow2", "type": "7"}, {"case": "null-co", "type": "1"}]},
         {"name": "4", "meta-type": "enum", "members": [{"name": "file"}, {"name": "qcow2"}, {"name": "null-co"}], "values": ["file", "qcow2", "null-co"]},
         {"name": "5", "meta-type": "object", "members": [{"name": "filename", "type": "str"}]},
         {"name": "6", "meta-type": "enum", "members": [{"name": "running"}, {"name": "paused", "features": ["unstable"]}], "values": ["running", "paused"]},
         {"name": "7", "meta-type": "object", "members": [{"name": "file", "type": "9"}, {"name": "cache-size", "type": "int", "default": null}]},
         {"name": "8", "meta-type": "object", "members": [
            {"name": "factor", "type": "number", "default": null}, {"name": "modes", "type": "[6]", "default": null},
            {"name": "nodes", "type": "[3]", "default": null}, {"name": "names", "type": "[str]", "default": null},
            {"name": "extra", "type": "any", "default": null}, {"name": "limits", "type": "10", "default": null}]},
         {"name": "9", "meta-type": "alternate", "members": [{"type": "3"}, {"type": "str"}, {"type": "null"}]},
         {"name": "10", "meta-type": "object", "members": [{"name": "low", "type": "int"}, {"name": "__com.example_high", "type": "int", "default": null}]},
         {"name": "[6]", "meta-type": "array", "element-type": "6"},
         {"name": "[3]", "meta-type": "array", "element-type": "3"},
         {"name": "[str]", "meta-type": "array", "element-type": "str"},
         {"name": "str", "meta-type": "builtin", "json-type": "string"},
         {"name": "int", "meta-type": "builtin", "json-type": "int"},
         {"name": "bool", "meta-type": "builtin", "json-type": "boolean"},
         {"name": "null", "meta-type": "builtin", "json-type": "null"},
         {"name": "any", "meta-type": "builtin", "json-type": "value"},
         {"name": "number", "meta-type": "builtin", "json-type": "number"}]
        """;

    /// <summary>The same as the shell sees it.</summary>
    public static ShellCatalog Catalog { get; } = new(QmpSchema.Parse(Encoding.UTF8.GetBytes(Json)));
}
