using System.Collections.Generic;
using System.CommandLine;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Options;
using QapiGen.Schema.Introspection;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen introspect SCHEMA</c>: prints what <c>query-qmp-schema</c> answers.</summary>
internal sealed class IntrospectCommand : SchemaTextCommand
{
    private readonly Option<bool> _unmask = new("--unmask", "-u") { Description = "Show types by their names instead of by numbers" };

    /// <summary>Makes the command.</summary>
    public IntrospectCommand(CliEnvironment environment)
        : base(environment, "introspect", "Print what a server made from a schema answers to query-qmp-schema.") =>
        Options.Insert(0, _unmask);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("qapigen introspect --dialect 7.2 --conditions CONFIG_LINUX,CONFIG_VNC qapi/qapi-schema.json", "What a QEMU 7.2 with these options answers."),
        ("qapigen introspect --unmask qapi/qapi-schema.json", "The same for people, with the names of types."),
    ];

    /// <inheritdoc/>
    protected override string Write(QapiSchema schema, ReadingSettings settings, ParseResult parsed)
    {
        string text = IntrospectionWriter.Write(IntrospectionBuilder.Build(schema, settings.Symbols, !parsed.GetValue(_unmask)));
        return text.EndsWith('\n') ? text : text + "\n";
    }
}
