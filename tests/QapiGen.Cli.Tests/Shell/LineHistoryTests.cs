using System.Linq;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class LineHistoryTests
{
    [Fact]
    public void Going_back_and_forth_keeps_the_line_being_written()
    {
        var history = new LineHistory();
        history.Add("one");
        history.Add("two");

        Assert.Equal("two", history.Previous("draft"));
        Assert.Equal("one", history.Previous("two"));
        Assert.Null(history.Previous("one"));
        Assert.Equal("two", history.Next());
        Assert.Equal("draft", history.Next());
        Assert.Null(history.Next());
    }

    [Fact]
    public void Blank_repeated_and_indented_lines_are_not_kept()
    {
        var history = new LineHistory();
        foreach (string line in new[] { "a", "a", "", " secret", "b", "a" })
        {
            history.Add(line);
        }

        Assert.Equal(["a", "b", "a"], history.Entries);
    }

    [Fact]
    public void The_oldest_lines_go_when_there_are_too_many()
    {
        var history = new LineHistory();
        for (int i = 0; i < LineHistory.MaxEntries + 5; i++)
        {
            history.Add($"line {i}");
        }

        Assert.Equal(LineHistory.MaxEntries, history.Entries.Count);
        Assert.Equal("line 5", history.Entries[0]);
    }

    [Fact]
    public void The_file_keeps_lines_between_sessions_for_the_user_alone()
    {
        var files = new MemoryFileSystem();
        var file = new HistoryFile(files, name => name == "HOME" ? "/home/u" : null);
        var history = new LineHistory();
        history.Add("query-jobs");
        history.Add("{\"execute\":\n\"x\"}");
        file.Save(history);

        var loaded = new LineHistory();
        file.Load(loaded);

        Assert.Equal(["query-jobs"], loaded.Entries);
        Assert.Equal("/home/u/.local/state/qapigen/history", files.Writes.Single());
        Assert.Contains("/home/u/.local/state/qapigen", files.PrivateDirectories);
    }

    [Fact]
    public void Without_a_home_or_with_an_unwritable_one_nothing_is_kept_and_nothing_fails()
    {
        var files = new MemoryFileSystem();
        files.Add("/f", string.Empty);
        var history = new LineHistory();
        history.Add("x");

        new HistoryFile(files, _ => null).Save(history);
        new HistoryFile(files, name => name == "XDG_STATE_HOME" ? "/f" : null).Save(history);

        Assert.Empty(files.Writes);
    }
}
