namespace QapiGen.Jobs.Core;

/// <summary>The form of job ids (jobs spec 5.1).</summary>
public static class JobId
{
    /// <summary>Whether the text is one ASCII letter, then any number of ASCII letters, digits, <c>-</c>, <c>.</c> and <c>_</c>.</summary>
    public static bool IsWellFormed(string id)
    {
        if (id is not { Length: > 0 } || !char.IsAsciiLetter(id[0]))
        {
            return false;
        }

        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
