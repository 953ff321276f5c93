using System.Collections.Generic;
using System.CommandLine;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Schema.Dump;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen dump SCHEMA</c>: prints what a schema means, line by line (QAPI spec, appendix A).</summary>
internal sealed class DumpCommand : SchemaTextCommand
{
    /// <summary>Makes the command.</summary>
    public DumpCommand(CliEnvironment environment)
        : base(environment, "dump", "Print what a schema means, line by line, as QEMU's own schema tests do.") =>
        SchemaOptions.Conditions.Description = "Say which of these 'if' symbols the schema doesn't know; a dump shows conditions and evaluates none";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen dump qapi/qapi-schema.json > before.txt", "Keep what a schema means, to compare it after a change."),
        ("qapigen dump --dialect 5.2 qapi/qapi-schema.json", "The same in the notation of QEMU 5.2."),
    ];

    /// <inheritdoc/>
    protected override string Write(QapiSchema schema, ReadingSettings settings, ParseResult parsed) => SchemaDumper.Dump(schema);
}
