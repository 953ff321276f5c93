using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands;

/// <summary><c>qapigen completion SHELL</c>: writes a script that completes the tool's command lines by asking the tool.</summary>
internal sealed class CompletionCommand : Command, IHasExamples
{
    // Each asks '[suggest:POSITION] "the line without its first word"', of which words may begin like what is being typed.
    // Words may be a server's: no shell may expand them, as bash's compgen -W would.
    private const string Bash = """
        # Completion of qapigen for bash: source <(qapigen completion bash)
        _qapigen() {
          local line="${COMP_LINE:0:COMP_POINT}"
          line="${line#* }"
          local found word="${COMP_WORDS[COMP_CWORD]}"
          COMPREPLY=()
          [[ $word == = ]] && word=
          while IFS= read -r found; do
            [[ -n $found && $found == "$word"* ]] && COMPREPLY+=("$(printf %q "$found")")
          done < <(qapigen "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o default -F _qapigen qapigen

        """;

    private const string Zsh = """
        #compdef qapigen
        # Completion of qapigen for zsh: source <(qapigen completion zsh)
        _qapigen() {
          local line="${(j: :)words[2,CURRENT]}"
          local -a found
          found=(${(f)"$(qapigen "[suggest:${#line}]" "$line" 2>/dev/null)"})
          [[ $words[CURRENT] == --*=* ]] && compset -P '*='
          compadd -a found
          _files
        }
        compdef _qapigen qapigen

        """;

    private const string Fish = """
        # Completion of qapigen for fish: qapigen completion fish | source
        function __qapigen
          set -l line (string replace -r '^\S+\s' '' -- (commandline -cp))
          set -l option (string match -r '^--[^=]+=' -- (commandline -ct))
          for found in (qapigen "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            test -n "$found"; and echo "$option$found"
          end
        end
        complete -c qapigen -a '(__qapigen)'

        """;

    private static readonly (string Shell, string Script)[] Scripts = [("bash", Bash), ("zsh", Zsh), ("fish", Fish)];

    /// <summary>Makes the command.</summary>
    public CompletionCommand(CliEnvironment environment)
        : base("completion", "Write a script that completes command lines in bash, zsh or fish.")
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish", CustomParser = FindScript };
        shell.CompletionSources.Add(Scripts.Select(script => script.Shell).ToArray());
        Arguments.Add(shell);
        SetAction(parsed =>
        {
            environment.Output.Write(parsed.GetValue(shell));
            return ExitCodes.Success;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Line, string Explanation)> Examples { get; } =
    [
        ("source <(qapigen completion bash)", "Complete in this bash; in ~/.bashrc in every one."),
        ("qapigen completion fish > ~/.config/fish/completions/qapigen.fish", "Complete in every fish."),
    ];

    private static string? FindScript(ArgumentResult result)
    {
        string name = result.Tokens[0].Value;
        string? found = Array.Find(Scripts, script => script.Shell == name).Script;
        if (found is null)
        {
            string[] shells = [.. Scripts.Select(script => script.Shell)];
            string? near = Suggestions.DidYouMean(name, shells);
            result.AddError($"there is no completion for '{name}'; there is one for {Suggestions.JoinQuoted(shells, "and")}.{(near is null ? "" : " " + near)}");
        }

        return found;
    }
}
