using Xunit;

namespace QapiGen.TestSupport;

/// <summary>A test with data that needs a program on the search path, and is skipped without it.</summary>
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test where the program is absent.</summary>
    public ProgramTheoryAttribute(string program)
    {
        Program = program;
        Skip = OptionalPrograms.Find(program) is null ? $"{program} is not installed" : null;
    }

    /// <summary>The program.</summary>
    public string Program { get; }
}
