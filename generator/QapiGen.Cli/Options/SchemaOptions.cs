using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using QapiGen.Cli.Files;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;
using QapiGen.Compatibility.Configuration;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Model;

namespace QapiGen.Cli.Options;

/// <summary>The options of every command that reads a schema.</summary>
internal sealed class SchemaOptions
{
    /// <summary>Which release's language the schema is read as.</summary>
    public Option<Dialect> Dialect { get; } = new("--dialect", "-d")
    {
        Description = "Read the schema as this release of QEMU does: lenient (default: accepts what any of them does), 5.2, 7.2, 10.0, 10.2 or 11.1",
        HelpName = "NAME",
        CustomParser = ParseDialect,
    };

    /// <summary>Which conditions hold.</summary>
    public Option<string> Conditions { get; } = new("--conditions", "-c")
    {
        Description = "Which 'if' symbols are defined: all (default), none, or a list such as CONFIG_LINUX,CONFIG_VNC",
        HelpName = "SYMBOLS",
    };

    /// <summary>Where else to look for included files.</summary>
    public Option<string[]> Include { get; } = new("--include", "-I")
    {
        Description = "Look here for included files that aren't where the schema says: a directory, or NAME=FILE for one file. May be repeated",
        HelpName = "DIR|NAME=FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public SchemaOptions AddTo(Command command)
    {
        Dialect.CompletionSources.Add(QapiGen.Schema.Dialects.Dialect.Presets.Select(d => d.Name).ToArray());
        Conditions.Validators.Add(CheckConditions);
        command.Options.Add(Dialect);
        command.Options.Add(Conditions);
        command.Options.Add(Include);
        return this;
    }

    /// <summary>How a call reads schemas.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="environment">Files.</param>
    /// <param name="folder">Where <c>qapigen.toml</c> is looked for, and upwards; null for the working directory.</param>
    /// <exception cref="CallException">There is no such directory or file, or <c>qapigen.toml</c> has faults.</exception>
    public ReadingSettings GetSettings(ParseResult parsed, CliEnvironment environment, string? folder = null)
    {
        ConfigurationFile file = ConfigurationFile.Find(environment, folder);
        return new ReadingSettings(
            parsed.GetValue(Dialect) ?? Configured(file), parsed.GetValue(Conditions) ?? file.Configuration.Conditions, GetIncludes(parsed, environment), file);
    }

    private IncludePaths GetIncludes(ParseResult parsed, CliEnvironment environment) => IncludePaths.Parse(environment.Files, parsed.GetValue(Include) ?? []);

    private static Dialect Configured(ConfigurationFile file) =>
        file.Configuration.Dialect is not string name ? QapiGen.Schema.Dialects.Dialect.Lenient
        : QapiGen.Schema.Dialects.Dialect.TryParse(name, out Dialect? dialect) ? dialect
        : throw new CallException($"{ProjectConfiguration.FileName} gives the dialect '{name}'; valid are {Suggestions.JoinQuoted([.. QapiGen.Schema.Dialects.Dialect.Presets.Select(static known => known.Name)], "and")}");

    private static Dialect ParseDialect(ArgumentResult result)
    {
        string name = result.Tokens[0].Value;
        if (QapiGen.Schema.Dialects.Dialect.TryParse(name, out Dialect? dialect))
        {
            return dialect;
        }

        string[] names = QapiGen.Schema.Dialects.Dialect.Presets.Select(d => d.Name).ToArray();
        string? near = Suggestions.DidYouMean(name, names);
        result.AddError($"'{name}' is no dialect; valid are {Suggestions.JoinQuoted(names, "and")}.{(near is null ? "" : " " + near)}");
        return QapiGen.Schema.Dialects.Dialect.Lenient;
    }

    private static void CheckConditions(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            foreach ((_, string fault) in SymbolSet.FindFaults(token.Value))
            {
                result.AddError(fault);
            }
        }
    }
}
