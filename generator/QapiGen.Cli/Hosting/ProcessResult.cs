namespace QapiGen.Cli.Hosting;

/// <summary>What came of running a program.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal readonly record struct ProcessResult(int ExitCode, string Output, string Error);
