using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test that needs a program on the search path, and is skipped without it.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the program is absent.</summary>
    public ProgramFactAttribute(string program)
    {
        Program = program;
        Skip = OptionalPrograms.Find(program) is null ? $"{program} is not installed" : null;
    }

    /// <summary>The program.</summary>
    public string Program { get; }
}
