using System;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Shell.Editing;
using QapiGen.Cli.Shell.Input;
using QapiGen.Cli.Shell.Session;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class LineEditorTests : IDisposable
{
    private readonly LineHistory _history = new();
    private VirtualTerminal _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public async Task Keys_edit_the_line()
    {
        _terminal.Type("query-jobz").Press(ConsoleKey.Backspace).Type("s").Press(ConsoleKey.A, control: true).Type("x")
            .Press(ConsoleKey.D, control: true).Press(ConsoleKey.E, control: true).Type("!").Press(ConsoleKey.Enter);

        Assert.Equal("xuery-jobs!", await ReadAsync());
        Assert.Equal("> xuery-jobs!", _terminal.Screen);
    }

    [Fact]
    public async Task Control_C_gives_the_line_up_and_control_D_ends_the_input()
    {
        _terminal.Type("abc").Press(ConsoleKey.C, control: true).Type("d").Press(ConsoleKey.Backspace).Press(ConsoleKey.D, control: true);
        LineEditor editor = MakeEditor();

        Assert.Equal(string.Empty, await editor.ReadLineAsync("> ", CancellationToken.None));
        Assert.Null(await editor.ReadLineAsync("> ", CancellationToken.None));
    }

    [Fact]
    public async Task A_closed_terminal_ends_the_input()
    {
        _terminal.Type("abc").EndKeys();

        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task Arrows_go_through_the_history()
    {
        _history.Add("first");
        _history.Add("second");
        _terminal.Type("new").Press(ConsoleKey.UpArrow).Press(ConsoleKey.UpArrow).Press(ConsoleKey.DownArrow).Press(ConsoleKey.Enter);

        Assert.Equal("second", await ReadAsync());
    }

    [Fact]
    public async Task Control_R_searches_the_history_backwards()
    {
        _history.Add("blockdev-add one");
        _history.Add("blockdev-add two");
        _history.Add("query-jobs");
        _terminal.Press(ConsoleKey.R, control: true).Type("dev").Press(ConsoleKey.R, control: true);
        LineEditor editor = MakeEditor();
        Task<string?> line = editor.ReadLineAsync("> ", CancellationToken.None);
        await _terminal.ShowsAsync("(search 'dev') blockdev-add one");
        _terminal.Press(ConsoleKey.Enter);

        Assert.Equal("blockdev-add one", await line);
    }

    [Fact]
    public async Task A_search_given_up_brings_the_line_back()
    {
        _history.Add("query-jobs");
        _terminal.Type("mine").Press(ConsoleKey.R, control: true).Type("q").Press(ConsoleKey.Escape).Press(ConsoleKey.Enter);

        Assert.Equal("mine", await ReadAsync());
    }

    [Fact]
    public async Task Tab_completes_what_is_certain_and_lists_the_rest()
    {
        LineEditor editor = MakeEditor();
        Task<string?> line = editor.ReadLineAsync("> ", CancellationToken.None);
        _terminal.Type("jo").Press(ConsoleKey.Tab);
        await _terminal.ShowsAsync("> job-");
        _terminal.Press(ConsoleKey.Tab);
        await _terminal.ShowsAsync("job-cancel  job-pause\n> job-");
        _terminal.Type("c").Press(ConsoleKey.Tab).Press(ConsoleKey.Tab).Type("j0").Press(ConsoleKey.Enter);

        Assert.Equal("job-cancel id=j0", await line);
    }

    [Fact]
    public async Task What_may_follow_is_shown_behind_the_line_and_does_not_stay()
    {
        LineEditor editor = MakeEditor();
        Task<string?> line = editor.ReadLineAsync("> ", CancellationToken.None);
        _terminal.Type("job-cancel ");
        await _terminal.ShowsAsync("> job-cancel id=str");
        Assert.Equal((0, 13), _terminal.Cursor);
        _terminal.Press(ConsoleKey.Enter);
        await line;

        Assert.Equal("> job-cancel", _terminal.Screen);
    }

    [Fact]
    public async Task Text_printed_meanwhile_goes_above_the_line()
    {
        LineEditor editor = MakeEditor();
        Task<string?> line = editor.ReadLineAsync("> ", CancellationToken.None);
        _terminal.Type("abc").Press(ConsoleKey.LeftArrow);
        await _terminal.ShowsAsync("> abc");

        editor.Print("EVENT one\nEVENT two");

        Assert.Equal("EVENT one\nEVENT two\n> abc", _terminal.Screen);
        _terminal.Type("X").Press(ConsoleKey.Enter);
        Assert.Contains("X", await line);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(13)]
    public async Task A_long_line_wraps_and_leaves_nothing_behind(int width)
    {
        const string Text = "0123456789abcdefghijklmnopqrstuvwxyz";
        _terminal = new VirtualTerminal(width);
        LineEditor editor = MakeEditor();
        Task<string?> line = editor.ReadLineAsync("> ", CancellationToken.None);
        _terminal.Type(Text);
        await _terminal.ShowsAsync(Text[^2..]);
        editor.Print("EVENT");
        Assert.Equal("EVENT", _terminal.Screen.Split('\n')[0]);
        Assert.Equal("> " + Text, string.Concat(_terminal.Screen.Split('\n')[1..]));

        _terminal.Press(ConsoleKey.Home).Press(ConsoleKey.K, control: true).Type("ok").Press(ConsoleKey.Enter);

        Assert.Equal("ok", await line);
        Assert.Equal("EVENT\n> ok", _terminal.Screen);
    }

    [Fact]
    public async Task Keys_typed_while_a_command_runs_wait_for_the_next_line()
    {
        LineEditor editor = MakeEditor();
        using var wait = new CancellationTokenSource();
        _terminal.Type("ab").Press(ConsoleKey.C, control: true);
        await editor.WatchForCancelAsync(wait, CancellationToken.None);
        Assert.True(wait.IsCancellationRequested);

        _terminal.Type("c").Press(ConsoleKey.Enter);
        Assert.Equal("abc", await editor.ReadLineAsync("> ", CancellationToken.None));
    }

    private LineEditor MakeEditor() => new(_terminal, _history, new ShellCompleter(TestSchema.Catalog, ShellBuiltins.Names));

    private Task<string?> ReadAsync() => MakeEditor().ReadLineAsync("> ", CancellationToken.None);
}
