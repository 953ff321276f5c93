using System.CommandLine;
using QapiGen.Cli.Commands.Generate;
using QapiGen.Cli.Options;
using QapiGen.Reference.Manuals;

namespace QapiGen.Cli.Commands;

/// <summary>The options of <c>docs</c>.</summary>
internal sealed class DocsOptions
{
    /// <summary>The directory to write to.</summary>
    public Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "Directory to write to; made if it is missing. Files that an earlier run wrote there and this one doesn't are deleted, others are left alone",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>The format.</summary>
    public Option<ManualFormat> Format { get; } = OptionValues.OneOf(
        "--format", "-f", ManualFormat.Html, ("html", ManualFormat.Html), ("markdown", ManualFormat.Markdown));

    /// <summary>What to tell the differences from.</summary>
    public Option<string?> Baseline { get; } = new("--baseline")
    {
        Description = "Tell what is new, changed, deprecated or breaking since this older version: a schema, git:REF or git:REF:PATH, a saved reply to query-qmp-schema, or a server. It need not keep the rules of --dialect",
        HelpName = "OLD",
    };

    /// <summary>What the pages call it.</summary>
    public Option<string?> BaselineName { get; } = new("--baseline-name")
    {
        Description = "What the pages call that version, such as 9.2; default: as given",
        HelpName = "NAME",
    };

    /// <summary>The title.</summary>
    public Option<string?> Title { get; } = new("--title")
    {
        Description = "Title of the manual; default: made from the name of the root",
        HelpName = "TEXT",
    };

    /// <summary>Whether foreign files are replaced.</summary>
    public Option<bool> Force { get; } = new("--force")
    {
        Description = "Replace files in the directory that this tool didn't write",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Output.Validators.Add(GenerateOptions.CheckOutput);
        command.Options.Add(Output);
        Format.Description = "html (default), which needs no server, or markdown, for docfx and GitHub";
        Format.HelpName = "FORMAT";
        command.Options.Add(Format);
        command.Options.Add(Baseline);
        command.Options.Add(BaselineName);
        command.Options.Add(Title);
        command.Options.Add(Force);
    }
}
