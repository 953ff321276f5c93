using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Help;
using QapiGen.Cli.Shell.Input;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

/// <summary>Help with a schema file: its documentation, without mark-up.</summary>
public sealed class CommandHelpTests
{
    private const string Text = """
        ##
        # @stop-it:
        #
        # Stops @what, as `go-on` doesn't.
        #
        # @what: either
        #
        #     - *this*
        #     - ``that``
        #
        # Errors:
        #     - if it stands
        #
        # .. note:: Slow.
        #
        # Since: 2.1
        #
        # .. qmp-example::
        #
        #     -> { "execute": "stop-it" }
        ##
        { 'command': 'stop-it', 'data': { 'what': 'str' } }

        """;

    [Fact]
    public void Help_tells_everything_that_the_schema_says_in_its_order()
    {
        var diagnostics = new DiagnosticBag();
        QapiSchema schema = Binder.Bind(SchemaLoader.Load(new SchemaFile("test.json", Text), new NoFiles(), Dialect.Lenient, diagnostics), diagnostics);
        SchemaFileCatalog catalog = SchemaFileCatalog.From(schema, SymbolSet.Parse("*"));

        string? help = new CommandHelp(new ShellCatalog(catalog.Types, catalog), width: 60, colors: false).Explain("stop-it", new ArgumentNode());

        Assert.Equal(
            """
            stop-it (command)
              Stops what, as go-on doesn't.
            Arguments
              what  str
                  either

                  - this
                  - that
            Errors
              - if it stands
            Note:
              Slow.

            Example:
              -> { "execute": "stop-it" }
            Since: 2.1

            """,
            help);
    }

    private sealed class NoFiles : ISchemaResolver
    {
        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            failure = "not found";
            return null;
        }
    }
}
