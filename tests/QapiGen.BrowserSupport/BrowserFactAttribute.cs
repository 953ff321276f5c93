using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.BrowserSupport;

/// <summary>A test in a real browser, and perhaps with another program; skipped with the reason where one of them is absent.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    /// <summary>Skips the test where a program is absent.</summary>
    public BrowserFactAttribute(string? program = null)
    {
        Program = program;
        Skip = OptionalPrograms.Find("chromium") is null ? "chromium is not installed"
            : program is not null && OptionalPrograms.Find(program) is null ? $"{program} is not installed" : null;
    }

    /// <summary>What it needs besides the browser.</summary>
    public string? Program { get; }
}
