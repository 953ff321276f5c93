using System.Text;
using QapiGen.Cli.Output;
using QapiGen.Cli.Shell.Editing;

namespace QapiGen.Cli.Shell.Session;

/// <summary>What <c>.help</c> says.</summary>
internal static class ShellHelpText
{
    /// <summary>The text.</summary>
    public static string Write(bool colors)
    {
        var text = new StringBuilder();
        Heading(text, "Commands of the server", colors);
        text.Append("""
              query-status                                 a name is a command
              job-cancel id=job0                           arguments are NAME=VALUE, with the schema's types
              job-cancel job0                              or stand alone, in order, where they must be there
              blockdev-add driver=file filename=a.img node-name=n
              blockdev-add driver=qcow2 node-name=n file.driver=file file.filename=a.qcow2
              query-stats target=vm names=a,b              lists have commas; sizes may end in K, M, G
              job-cancel {"id": "job0"}                    all arguments as JSON
              {"execute": "job-cancel", "arguments": {"id": "job0"}}
              !migrate-pause                               out-of-band

            """);
        Heading(text, "Commands of the shell", colors);
        foreach (ShellCompletion item in ShellBuiltins.Names)
        {
            text.Append($"  {item.Text,-12}{item.Description}\n");
        }

        Heading(text, "Keys", colors);
        text.Append("""
              Tab completes; Up and Down go through earlier lines; Ctrl-R searches them
              Ctrl-C gives a line, or the wait for an answer, up; Ctrl-D leaves
            """);
        return text.ToString();
    }

    private static void Heading(StringBuilder text, string title, bool colors) => text.Append(Ansi.Paint(title, AnsiStyle.Bold, colors)).Append('\n');
}
