using System.Linq;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Cli.Shell.Input;
using QapiGen.Cli.Shell.Session;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class ShellCompleterTests
{
    private readonly ShellCompleter _completer = new(TestSchema.Catalog, ShellBuiltins.Names);

    [Theory]
    [InlineData("qu", "query-jobs query-status")]
    [InlineData("!", "job-pause")]
    [InlineData(".he", ".help")]
    [InlineData(".help job-c", "job-cancel")]
    [InlineData(".wait J", "JOB_STATUS_CHANGE")]
    [InlineData("job-cancel ", "id")]
    [InlineData("job-cancel id=x ", "")]
    [InlineData("blockdev-add ", "driver node-name read-only")]
    [InlineData("blockdev-add driver=", "file qcow2 null-co")]
    [InlineData("blockdev-add driver=file ", "filename node-name read-only")]
    [InlineData("blockdev-add driver=file f", "filename")]
    [InlineData("blockdev-add driver=file read-only=t", "true")]
    [InlineData("blockdev-add driver=qcow2 file=n", "null")]
    [InlineData("blockdev-add driver=qcow2 file.", "driver node-name read-only")]
    [InlineData("blockdev-add driver=qcow2 file.driver=fi", "file")]
    [InlineData("blockdev-add driver=qcow2 file.driver=file file.fi", "filename")]
    [InlineData("tune modes=running,p", "paused")]
    [InlineData("tune limits.", "low __com.example_high")]
    [InlineData("job-cancel \"i", "")]
    [InlineData("{\"exec", "")]
    [InlineData("nonsense a", "")]
    public void The_ways_to_go_on_come_from_the_schema(string text, string expected)
    {
        ShellCompletionList list = _completer.Complete(text, text.Length);

        Assert.Equal(expected, string.Join(' ', list.Items.Select(i => i.Text)));
    }

    [Theory]
    [InlineData("blockdev-add driver=qcow2 file.driver=fi", 38)]
    [InlineData("tune modes=running,p", 19)]
    [InlineData("!job", 1)]
    public void Only_the_last_part_is_replaced(string text, int start) =>
        Assert.Equal(start, _completer.Complete(text, text.Length).Start);

    [Theory]
    [InlineData("job-cancel ", "id=str")]
    [InlineData("job-cancel id=x ", "")]
    [InlineData("job-cancel", "")]
    [InlineData("blockdev-add driver=file ", "filename=str [node-name=] [read-only=]")]
    public void What_is_still_open_is_hinted_at(string text, string expected) => Assert.Equal(expected, _completer.Hint(text));

    [Fact]
    public void The_cursor_decides_and_not_the_end_of_the_line() =>
        Assert.Equal(["job-cancel", "job-pause"], _completer.Complete("jo id=x", 2).Items.Select(i => i.Text));
}
