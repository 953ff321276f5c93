using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using QapiGen.Cli.Options;
using QapiGen.Cli.Output;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;

namespace QapiGen.Cli.Commands.Generate;

/// <summary>The options of <c>generate</c>: those of a <c>QapiSchema</c> item in a project.</summary>
internal sealed class GenerateOptions
{
    private static readonly string[] RoleNames = ["client", "server", "both"];

    /// <summary>The directory to write to.</summary>
    public Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "Directory to write to; made if it is missing. Files that an earlier run wrote there and this one doesn't are deleted, others are left alone",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>The namespace.</summary>
    public Option<string?> Namespace { get; } = new("--namespace", "-n")
    {
        Description = "Namespace of the generated types; default: the name of the directory",
        HelpName = "NAME",
    };

    /// <summary>The role.</summary>
    public Option<GenerationRole?> Role { get; } = new("--role", "-r")
    {
        Description = "Sides of the protocol to generate for: client, server or both (default)",
        HelpName = "ROLE",
        CustomParser = ParseRole,
    };

    /// <summary>What there is of each codec; null for what the role has otherwise.</summary>
    public Option<string?> Codecs { get; } = OptionValues.OneOf<string?>("--codecs", null, null, ("needed", "needed"), ("both", "both"));

    /// <summary>Patterns of commands.</summary>
    public Option<string?> Commands { get; } = OptionValues.Commands("all, or none with --events");

    /// <summary>Patterns of events.</summary>
    public Option<string?> Events { get; } = OptionValues.Events();

    /// <summary>Whether documentation is kept, <c>true</c> or <c>false</c>: an option of truth values would leave another word to the arguments.</summary>
    public Option<string> Documentation { get; } = OptionValues.OneOf("--documentation", null, "true", ("true", "true"), ("false", "false"));

    /// <summary>Assemblies whose types are reused.</summary>
    public Option<string[]> References { get; } = new("--reference")
    {
        Description = "Assembly that was generated from modules of this schema, such as QapiGen.Jobs.dll: their types are reused. May be repeated",
        HelpName = "FILE",
    };

    /// <summary>Whether all goes into one file.</summary>
    public Option<bool> SingleFile { get; } = new("--single-file")
    {
        Description = "Write one file, ROOT.g.cs, with all that else stands in a file for each module and kind",
    };

    /// <summary>Whether foreign files may be replaced.</summary>
    public Option<bool> Force { get; } = new("--force")
    {
        Description = "Replace files that this tool didn't write, or that have been changed since",
    };

    /// <summary>Adds the options to a command.</summary>
    public GenerateOptions AddTo(Command command)
    {
        Role.CompletionSources.Clear();
        Role.CompletionSources.Add(RoleNames);
        Documentation.Description = "Whether the schema's documentation becomes XML documentation: true (default) or false";
        Documentation.HelpName = "BOOL";
        Codecs.Description = "What can be done with each type: what the role needs (default with --role client or server), or both, read and write";
        Codecs.HelpName = "SIDES";
        Namespace.Validators.Add(CheckNamespace);
        Output.Validators.Add(CheckOutput);
        foreach (Option option in new Option[] { Output, Namespace, Role, Codecs, Commands, Events, Documentation, References, SingleFile, Force })
        {
            command.Options.Add(option);
        }

        return this;
    }

    /// <summary>Refuses a directory without a name.</summary>
    public static void CheckOutput(OptionResult result)
    {
        if (result.Tokens is [{ Value: string name }, ..] && string.IsNullOrWhiteSpace(name))
        {
            result.AddError($"'{name}' is no directory: name one, '.' for this one.");
        }
    }

    private static void CheckNamespace(OptionResult result)
    {
        if (result.Tokens is [{ Value: string name }, ..] && !CSharpNamespace.IsValid(name))
        {
            result.AddError($"'{name}' is no namespace: write identifiers with dots between, such as Acme.Storage.");
        }
    }

    private static GenerationRole? ParseRole(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (RoleNames.Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(text, ignoreCase: true, out GenerationRole role))
        {
            return role;
        }

        result.AddError($"'{text}' is no role; valid are {Suggestions.JoinQuoted(RoleNames, "and")}.");
        return null;
    }
}
