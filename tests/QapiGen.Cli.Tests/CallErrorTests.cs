using System.IO;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests;

public sealed class CallErrorTests
{
    [Theory]
    [InlineData("", "no command given")]
    [InlineData("chekc", "Did you mean 'check'?")]
    [InlineData("frobnicate", "Commands: check")]
    [InlineData("check --dialct 7.2 a.json", "Did you mean '--dialect'?")]
    [InlineData("check --wat a.json", "Options of 'check': --conditions, --dialect, --format, --help, --include, --project.")]
    [InlineData("check --dialect 7.1 a.json", "Did you mean '7.2'?")]
    [InlineData("check --dialect pink a.json", "valid are 'lenient', '5.2', '7.2', '10.0', '10.2' and '11.1'")]
    [InlineData("check --dialect", "required argument missing for option: '--dialect'")]
    [InlineData("check --dialect 7.2 --dialect 5.2 a.json", "'--dialect'")]
    [InlineData("check --conditions A-B a.json", "'A-B' is no 'if' symbol")]
    public async Task A_wrong_call_is_explained_and_ends_with_two(string line, string expected)
    {
        var cli = new CliHarness();
        cli.Files.Add("a.json", string.Empty);

        CliResult result = await cli.RunAsync(line.Split(' ', System.StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error);
        Assert.Contains("Help: qapigen", result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("check --help")]
    [InlineData("check -h")]
    public async Task Help_goes_to_the_output_and_ends_with_zero(string line)
    {
        CliResult result = await new CliHarness().RunAsync(line.Split(' '));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Output);
        Assert.Contains("Exit code: 0 fine", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Help_of_a_command_ends_with_examples()
    {
        CliResult result = await new CliHarness().RunAsync("check", "--help");

        Assert.Contains("Examples:\n  qapigen check qapi/qapi-schema.json\n", result.Output);
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        CliResult result = await new CliHarness().RunAsync("--version");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+[-.\w]*\n$", result.Output);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_ends_with_two()
    {
        var cli = new CliHarness { MakeOutput = () => new FullWriter() };
        cli.Files.Add("a.json", string.Empty);

        CliResult result = await cli.RunAsync("check", "a.json");

        Assert.Equal((2, "qapigen: error: No space left on device\n"), (result.ExitCode, result.Error));
    }

    private sealed class FullWriter : StringWriter
    {
        public override Task FlushAsync() => throw new IOException("No space left on device");

        public override Task FlushAsync(CancellationToken cancellationToken) => FlushAsync();
    }
}
