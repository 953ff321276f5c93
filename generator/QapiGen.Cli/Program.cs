using System.Threading.Tasks;
using QapiGen.Cli.Hosting;
using QapiGen.Cli.Output;

namespace QapiGen.Cli;

/// <summary>The tool <c>qapigen</c>.</summary>
internal static class Program
{
    /// <summary>Runs one command line; see <see cref="ExitCodes"/>.</summary>
    public static async Task<int> Main(string[] args)
    {
        using var host = new SystemHost();
        return await CliApplication.RunAsync(args, host.Environment).ConfigureAwait(false);
    }
}
