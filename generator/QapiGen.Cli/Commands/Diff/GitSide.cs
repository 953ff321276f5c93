using System;
using System.Diagnostics.CodeAnalysis;
using QapiGen.Cli.Output;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>A side in a commit: <c>git:REF</c> or <c>git:REF:PATH</c>.</summary>
/// <param name="Reference">The commit, as git takes it; with three dots at its end, the one where it and what is checked out parted.</param>
/// <param name="Path">Where in it, or null.</param>
internal sealed record GitSide(string Reference, string? Path)
{
    private const string Prefix = "git:";

    /// <summary>Reads a side's name.</summary>
    /// <exception cref="CallException">It names no commit.</exception>
    public static bool TryParse(string name, [NotNullWhen(true)] out GitSide? side)
    {
        side = null;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        string[] parts = name[Prefix.Length..].Split(':', 2);
        if (parts[0].TrimEnd('.').Length == 0 || parts[0][0] == '-')
        {
            throw new CallException($"'{name}' names no commit", "Sides in commits are git:REF or git:REF:PATH, such as git:origin/main:api.json.");
        }

        side = new GitSide(parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null);
        return true;
    }
}
