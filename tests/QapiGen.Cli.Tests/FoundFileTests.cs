using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using QapiGen.Cli.Files;
using QapiGen.Cli.Tests.Support;
using QapiGen.LanguageServer.Files;
using Xunit;

namespace QapiGen.Cli.Tests;

/// <summary>A folder may have come from anywhere: what lies in it, or is named there, is read if it is a regular file, and holds nothing up if it isn't.</summary>
public sealed class FoundFileTests : IDisposable
{
    private const string Api = "{ 'command': 'a' }\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-found-").FullName;

    // The call; what is no file; what is there besides.
    public static TheoryData<string, string, string> Places { get; } = new()
    {
        { "check api.json", "qapigen.toml", "" },
        { "dump api.json", "qapigen.toml", "" },
        { "diff api.json api.json", "qapigen.toml", "" },
        { "check", "odd.json", "qapigen.toml=roots = ['odd.json']" },
        { "check", "part/qapi-schema.json", "qapigen.toml=roots = ['part']" },
        { "check part", "part/qapi-schema.json", "" },
        { "dump part", "part/qapi-schema.json", "" },
        { "introspect part", "part/only.json", "" },
        { "check api.json --include part", "part/more.json", "api.json={ 'include': 'more.json' }" },
        { "check api.json --include more.json=odd", "odd", "api.json={ 'include': 'more.json' }" },
        { "diff", "old.json", "qapigen.toml=roots = ['api.json']\nbaseline = 'old.json'" },
        { "diff", "new.json", "qapigen.toml=roots = ['new.json']\nbaseline = 'api.json'" },
        { "diff", "part/old.json", "qapigen.toml=roots = ['api.json']\nbaseline = 'part'" },
        { "diff api.json other.json", "accepted", "qapigen.toml=suppressions = 'accepted'|other.json={ 'command': 'b' }" },
        { "diff part api.json", "part/old.json", "" },
        { "diff history", "history/api-2.0.json", "history/api-1.0.json={ 'command': 'a' }|history/api-3.0.json={ 'command': 'a' }" },
        { "diff history", "history/api-2.0.replies", "history/api-1.0.json={ 'command': 'a' }" },
        { "diff history", "history/v2.0/qapi-schema.json", "history/v1.0/qapi-schema.json={ 'command': 'a' }" },
        { "diff history --root x.json", "history/v2.0/x.json", "history/v1.0/x.json={ 'command': 'a' }" },
        { "docs api.json --output out --baseline part", "part/old.json", "" },
        { "docs api.json --output out", "out/.qapigen", "" },
        { "docs api.json --output out", "out/index.html", "" },
        { "generate api.json --output out --namespace N", "out/.qapigen", "" },
        { "generate api.json --output out --namespace N", "out/api.Commands.g.cs", "" },
        { "generate api.json --output out --namespace N --force", "out/api.Commands.g.cs", "" },
        { "generate api.json --output out --namespace N --force", "out/old.g.cs", "out/.qapigen=schema ../api.json\n0123456789abcdef old.g.cs\n" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_pipe_that_is_found_is_refused(string call, string place, string others)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Write("api.json", Api);
        WriteAll(others);
        await MakePipeAsync(PathOf(place));

        await RefusesAsync(call, place);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_link_to_what_is_no_file_is_refused(string call, string place, string others)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await MakePipeAsync(PathOf("pipe"));
        foreach (string target in (string[])["../pipe", "/proc/self/environ", "/dev/zero"])
        {
            Write("api.json", Api);
            WriteAll(others);
            string path = PathOf(place);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(path);
            File.CreateSymbolicLink(path, target == "../pipe" ? PathOf("pipe") : target);

            await RefusesAsync(call, place);
        }
    }

    // A path that somebody types is theirs: most pipes are the shell's, <(git show v1:api.json).
    [Theory]
    [InlineData("check NAMED", 0)]
    [InlineData("dump NAMED", 0)]
    [InlineData("diff NAMED api.json", 0)]
    [InlineData("diff api.json NAMED", 0)]
    [InlineData("generate NAMED --output out --namespace N", 0)]
    [InlineData("docs NAMED --output out", 0)]
    [InlineData("docs api.json --output out --baseline NAMED", 0)]
    [InlineData("check --dialect 5.2 NAMED", 1)]
    public async Task A_pipe_that_stands_on_the_command_line_is_read(string call, int exitCode)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Write("api.json", Api);
        await MakePipeAsync(PathOf("named"));
        Task writing = Task.Run(() => File.WriteAllText(PathOf("named"), exitCode == 0 ? Api : "{ 'command': 'a', 'features': [ { 'name': 'f', 'if': { 'all': [ 'X' ] } } ] }\n"));

        CliResult result = await RunAsync(call.Replace("NAMED", PathOf("named"), StringComparison.Ordinal));

        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(exitCode == result.ExitCode, result.Error);
    }

    [Fact]
    public async Task A_pipe_of_suppressions_is_read_and_one_is_written()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Write("api.json", Api);
        Write("new.json", "{ 'command': 'b' }\n");
        string pipe = PathOf("pipe");
        await MakePipeAsync(pipe);

        Task<string> reading = Task.Run(() => File.ReadAllText(pipe));
        CliResult written = await RunAsync($"diff api.json new.json --write-suppressions {pipe}");
        string text = await reading.WaitAsync(TimeSpan.FromSeconds(60));
        Task writing = Task.Run(() => File.WriteAllText(pipe, text));
        CliResult accepted = await RunAsync($"diff api.json new.json --suppress {pipe}");

        await writing.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((0, 0), (written.ExitCode, accepted.ExitCode));
        Assert.Equal(FileNature.Pipe, FileStatus.NatureOf(pipe));
    }

    // As root a file would take its place, and the machine have none any more.
    [Fact]
    public async Task A_device_is_written_to_and_stays_one_and_so_does_a_link()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Write("api.json", Api);
        Write("new.json", "{ 'command': 'b' }\n");
        Write("far/accepted", "");
        File.CreateSymbolicLink(PathOf("null"), "/dev/null");
        File.CreateSymbolicLink(PathOf("link"), "far/accepted");

        CliResult nowhere = await RunAsync($"diff api.json new.json --write-suppressions {PathOf("null")}");
        CliResult far = await RunAsync($"diff api.json new.json --write-suppressions {PathOf("link")}");

        Assert.Equal((0, 0), (nowhere.ExitCode, far.ExitCode));
        Assert.Equal(FileNature.Device, FileStatus.NatureOf(PathOf("null")));
        Assert.NotNull(new FileInfo(PathOf("link")).LinkTarget);
        Assert.Contains("QAPI3101", await File.ReadAllTextAsync(PathOf("far/accepted")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_a_file_that_is_not_there_yet_stays_and_the_file_is_made()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Write("api.json", Api);
        Write("new.json", "{ 'command': 'b' }\n");
        Write("far/other", "");
        File.CreateSymbolicLink(PathOf("far/second"), "accepted");
        File.CreateSymbolicLink(PathOf("link"), "far/second");

        CliResult written = await RunAsync($"diff api.json new.json --write-suppressions {PathOf("link")}");

        Assert.Equal(0, written.ExitCode);
        Assert.NotNull(new FileInfo(PathOf("link")).LinkTarget);
        Assert.Contains("QAPI3101", await File.ReadAllTextAsync(PathOf("far/accepted")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_suppressions_that_is_not_there_yet_is_made()
    {
        Write("api.json", Api);
        Write("new.json", "{ 'command': 'b' }\n");

        CliResult written = await RunAsync($"diff api.json new.json --write-suppressions {PathOf("made")}");
        CliResult accepted = await RunAsync($"diff api.json new.json --suppress {PathOf("made")}");

        Assert.Equal((0, 0), (written.ExitCode, accepted.ExitCode));
        Assert.Contains("QAPI3101", await File.ReadAllTextAsync(PathOf("made")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs", "api.json", "--output", "")]
    [InlineData("diff", "api.json", "api.json", "--write-suppressions", "")]
    [InlineData("diff", "api.json", "api.json", "--suppress", "")]
    [InlineData("generate", "api.json", "--output", "made", "--reference", "")]
    [InlineData("proxy", "--server", "unix:nobody", "--listen", "unix:li", "--audit", ".")]
    public async Task Path_that_is_none_gets_a_sentence(params string[] call)
    {
        Write("api.json", Api);

        CliResult result = await new CliHarness { RealFiles = new PhysicalFileSystem() }.RunAsync([.. call.Select(word => word is "api.json" or "made" ? PathOf(word) : word)]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_a_pipe_by_the_time_it_is_opened_is_not_read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string[] places = [PathOf("file"), PathOf("pipe"), PathOf("place")];
        Write("file", Api);
        await MakePipeAsync(places[1]);
        var isEnding = new System.Threading.CancellationTokenSource();
        Task changing = Task.Run(() =>
        {
            for (int i = 0; !isEnding.IsCancellationRequested; i++)
            {
                File.CreateSymbolicLink(places[2] + i, places[i % 2]);
                File.Move(places[2] + i, places[2], overwrite: true);
            }
        });

        Task<int> reading = Task.Run(() =>
        {
            int refused = 0;
            for (int i = 0; i < 20_000; i++)
            {
                try
                {
                    byte[] read = FileBytes.Read(places[2], PathOrigin.Found);
                    Assert.Equal(Api, Encoding.UTF8.GetString(read));
                }
                catch (IOException)
                {
                    refused++;
                }
            }

            return refused;
        });

        int count = await reading.WaitAsync(TimeSpan.FromSeconds(120));
        await isEnding.CancelAsync();
        await changing;
        Assert.NotEqual(0, count);
    }

    private async Task RefusesAsync(string call, string place)
    {
        CliResult result = await RunAsync(call);

        string said = result.Error + result.Output;
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(FileBytes.NotRegular, said, StringComparison.Ordinal);
        Assert.Contains(place, said, StringComparison.Ordinal);
        Assert.DoesNotContain("PATH=", said, StringComparison.Ordinal);
    }

    private Task<CliResult> RunAsync(string call) =>
        Task.Run(() => new CliHarness { RealFiles = GitRepository.FilesOf(_folder) }.RunAsync(call.Split(' '))).WaitAsync(TimeSpan.FromSeconds(60));

    private string PathOf(string place) => Path.Combine(_folder, place);

    private void WriteAll(string files)
    {
        foreach (string[] file in files.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(static file => file.Split('=', 2)))
        {
            Write(file[0], file[1]);
        }
    }

    private void Write(string place, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(place))!);
        File.WriteAllText(PathOf(place), text);
    }

    private static async Task MakePipeAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Process made = Process.Start("mkfifo", [path]);
        await made.WaitForExitAsync();
    }
}
