using System;
using System.IO;
using Xunit;

namespace QapiGen.TestSupport;

/// <summary>Compares text with a file that a reviewer has accepted.</summary>
/// <remarks>
/// A difference leaves the text in a file beside it, <c>*.received.*</c> for <c>*.verified.*</c>, and fails.
/// With <c>QAPIGEN_ACCEPT=1</c> in the environment the accepted file is written instead.
/// </remarks>
public static class Snapshot
{
    private const string AcceptVariable = "QAPIGEN_ACCEPT";

    /// <summary>Whether this run accepts what it finds.</summary>
    public static bool IsAccepting => Environment.GetEnvironmentVariable(AcceptVariable) == "1";

    /// <summary>Compares a text with an accepted file; line ends are LF in both.</summary>
    /// <param name="verifiedPath">The accepted file, whose name contains <c>.verified.</c>.</param>
    /// <param name="actual">The text found.</param>
    public static void Verify(string verifiedPath, string actual)
    {
        string receivedPath = verifiedPath.Replace(".verified.", ".received.", StringComparison.Ordinal);
        Assert.NotEqual(verifiedPath, receivedPath);
        string text = actual.ReplaceLineEndings("\n");
        if (IsAccepting)
        {
            File.WriteAllText(verifiedPath, text);
            File.Delete(receivedPath);
            return;
        }

        string? expected = File.Exists(verifiedPath) ? File.ReadAllText(verifiedPath).ReplaceLineEndings("\n") : null;
        if (expected == text)
        {
            File.Delete(receivedPath);
            return;
        }

        File.WriteAllText(receivedPath, text);
        Assert.Fail(Describe(verifiedPath, receivedPath, expected, text));
    }

    private static string Describe(string verifiedPath, string receivedPath, string? expected, string actual)
    {
        string where = $"see {receivedPath}; set {AcceptVariable}=1 to accept";
        if (expected is null)
        {
            return $"{Path.GetFileName(verifiedPath)} does not exist; {where}\n{actual}";
        }

        string[] wanted = expected.Split('\n');
        string[] found = actual.Split('\n');
        int line = 0;
        while (line < wanted.Length && line < found.Length && wanted[line] == found[line])
        {
            line++;
        }

        return $"{Path.GetFileName(verifiedPath)} differs at line {line + 1}; {where}\n"
            + $"expected: {(line < wanted.Length ? wanted[line] : "(end)")}\n"
            + $"found:    {(line < found.Length ? found[line] : "(end)")}";
    }
}
