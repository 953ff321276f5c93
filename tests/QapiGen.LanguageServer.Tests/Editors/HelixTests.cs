using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Tests.Support;
using QapiGen.TestSupport;

namespace QapiGen.LanguageServer.Tests.Editors;

/// <summary>Helix in a terminal, set up as the documentation says.</summary>
/// <remarks>It has no scripts: keys are typed, and what it has done is known by its log, which has every message of the server, its screen and the files.</remarks>
public sealed class HelixTests
{
    [HelixFact]
    public async Task Helix_shows_findings_follows_definitions_and_renames_as_the_documentation_sets_it_up()
    {
        string faulty = Samples.Root.Replace("'disk': 'Disk' }", "'disk': 'Disk', 'speed': 'Dsk' }", StringComparison.Ordinal);
        using SchemaFolder folder = new(("qapi/qapi-schema.json", faulty), ("qapi/disk.json", Samples.Disk));
        Match setUp = Regex.Match(await File.ReadAllTextAsync(RepositoryPaths.Get("generator", "editors", "README.md")), "```toml\\n(.*?)```", RegexOptions.Singleline);
        string tool = Path.Combine(AppContext.BaseDirectory, "qapigen.dll");
        folder.Write("configuration/helix/languages.toml", setUp.Groups[1].Value.Replace("command = \"qapigen\"\nargs = [\"lsp\"]", $"command = \"dotnet\"\nargs = [\"{tool}\", \"lsp\"]", StringComparison.Ordinal));
        (int line, int column) = Place(faulty, "'disk': 'Disk'", "'disk': '".Length);
        using HelixTerminal helix = HelixTerminal.Start(folder, $"qapi/qapi-schema.json:{line}:{column}");

        await helix.LoggedAsync("\"QAPI1022\"");
        await helix.ShownAsync("●");

        // It opens the other file and goes to the place in it in one piece.
        helix.Type("gd");
        await helix.LoggedAsync("/qapi/disk.json\",\"version\":0");
        helix.Type(" r");
        await helix.ShownAsync("rename-to:");
        helix.Type("\u0015Drive\r");
        await helix.LoggedAsync("textDocument/didChange");
        helix.Type("A # found");
        await helix.ShownAsync("INS");

        // What follows an escape too closely is read as one key with it.
        helix.Type("\u001b");
        await helix.ShownAsync("NOR");
        helix.Type(":write-all\r");
        await helix.WrittenAsync("qapi/qapi-schema.json", "'data': { 'disk': 'Drive', 'speed'");
        await helix.WrittenAsync("qapi/disk.json", "{ 'union': 'Drive', # found\n");

        helix.Type(":quit-all!\r");
        await helix.EndAsync();
    }

    [HelixFact]
    public async Task Helix_finds_the_colours_that_the_documentation_sets_up()
    {
        using SchemaFolder folder = new(("other.json", ""));
        string setUp = await File.ReadAllTextAsync(RepositoryPaths.Get("generator", "editors", "README.md"));
        folder.Write("helix/languages.toml", Regex.Match(setUp, "```toml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        folder.Write("helix/runtime/queries/qapi/highlights.scm", Regex.Match(setUp, "```scheme\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        var start = new ProcessStartInfo(HelixFactAttribute.Program!, ["--health", "qapi"]) { RedirectStandardOutput = true };
        start.Environment["XDG_CONFIG_HOME"] = folder.Path;
        using Process helix = Process.Start(start)!;

        string health = await helix.StandardOutput.ReadToEndAsync();

        Assert.Matches("Highlight queries: (\u001b\\[[0-9;]*m)?✓", health);
    }

    private static (int Line, int Column) Place(string text, string sought, int offset)
    {
        string[] before = text[..(text.IndexOf(sought, StringComparison.Ordinal) + offset)].Split('\n');
        return (before.Length, before[^1].Length + 1);
    }

    /// <summary>A process of Helix in a terminal of its own.</summary>
    private sealed class HelixTerminal : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

        private readonly SchemaFolder _folder;
        private readonly Process _process;
        private readonly StringBuilder _screen = new();

        private HelixTerminal(SchemaFolder folder, Process process)
        {
            _folder = folder;
            _process = process;
            _ = ReadAsync(process.StandardOutput);
        }

        public static HelixTerminal Start(SchemaFolder folder, string file)
        {
            // script gives it a terminal.
            var start = new ProcessStartInfo("script", ["-qec", $"stty rows 40 columns 150; exec '{HelixFactAttribute.Program}' -v --log '{folder["log"]}' '{file}'", "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = folder.Path,
            };
            start.Environment["TERM"] = "xterm-256color";
            start.Environment["SHELL"] = "/bin/sh";
            start.Environment["LC_ALL"] = "C.UTF-8";
            start.Environment["XDG_CONFIG_HOME"] = folder["configuration"];
            start.Environment["XDG_CACHE_HOME"] = folder["cache"];
            return new HelixTerminal(folder, Process.Start(start)!);
        }

        public void Type(string keys)
        {
            lock (_screen)
            {
                _screen.Clear();
            }

            _process.StandardInput.Write(keys);
            _process.StandardInput.Flush();
        }

        /// <summary>Waits until something has been drawn since keys were typed last.</summary>
        public Task ShownAsync(string text) => UntilAsync(() => Screen().Contains(text, StringComparison.Ordinal), $"'{text}' on the screen");

        public Task LoggedAsync(string text) => UntilAsync(() => Read("log").Contains(text, StringComparison.Ordinal), $"'{text}' in the log");

        public Task WrittenAsync(string file, string text) => UntilAsync(() => Read(file).Contains(text, StringComparison.Ordinal), $"'{text}' in {file}");

        public Task EndAsync() => UntilAsync(() => _process.HasExited, "the end");

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }

            _process.Dispose();
        }

        private async Task ReadAsync(StreamReader output)
        {
            char[] buffer = new char[4096];
            for (int count; (count = await output.ReadAsync(buffer)) > 0;)
            {
                lock (_screen)
                {
                    _screen.Append(buffer, 0, count);
                }
            }
        }

        private string Screen()
        {
            lock (_screen)
            {
                return Regex.Replace(_screen.ToString(), "\u001b\\[[0-9;:?]*[a-zA-Z]", "");
            }
        }

        private string Read(string file)
        {
            string path = _folder[file];
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }

        private async Task UntilAsync(Func<bool> isSo, string what)
        {
            var waited = Stopwatch.StartNew();
            while (!isSo())
            {
                if (waited.Elapsed > Patience || (_process.HasExited && what != "the end"))
                {
                    throw new InvalidOperationException($"There isn't {what}.\nScreen: {Screen()}\nLog: {Read("log")}");
                }

                await Task.Delay(20);
            }
        }
    }
}

/// <summary>A test with Helix, on the search path or from <c>tests/helix/get</c>; skipped with the reason where it is absent.</summary>
internal sealed class HelixFactAttribute : Xunit.FactAttribute
{
    public HelixFactAttribute() =>
        Skip = Program is null ? "there is no Helix here: see tests/helix"
            : OptionalPrograms.Find("script") is null ? "there is no 'script' here, which gives it a terminal"
            : null;

    /// <summary>The editor.</summary>
    public static string? Program { get; } = OptionalPrograms.Find("hx") ?? (File.Exists(Fetched) ? Fetched : null);

    private static string Fetched => RepositoryPaths.Get("artifacts", "helix", "bin", "hx");
}
