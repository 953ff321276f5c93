using System.Collections.Generic;
using System.Linq;

namespace QapiGen.Emit.Planning;

/// <summary>Turns QAPI names into C# identifiers.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Words are separated by <c>-</c>, <c>_</c> and <c>.</c>; each begins with a capital, the rest stays: <c>x-foo</c> → <c>XFoo</c>,
/// <c>QCryptoTLSCreds</c> stays, <c>__com.acme_Foo</c> → <c>ComAcmeFoo</c>. Events, which are all capitals, are lowered first.</item>
/// <item>Between two digits the separator stays as <c>_</c>: <c>x86_64</c> → <c>X86_64</c>. A leading digit gets a <c>_</c>: <c>_2_5</c>.</item>
/// <item>A property that would be named as its type, or as something that records or generated code need, gets the suffix <c>Value</c>;
/// a branch likewise the suffix <c>Branch</c>, and a type that would be named as a member of its own (<c>Unknown</c>, <c>Read</c>) the
/// suffix <c>Type</c>.</item>
/// <item>Of two names that fall together the later, in schema order, gets the suffix <c>2</c>, <c>3</c> …</item>
/// <item>Parameters begin with a small letter; a keyword gets an <c>@</c>.</item>
/// </list>
/// </remarks>
internal static class CSharpNames
{
    private static readonly HashSet<string> Keywords = new(
        ("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum "
        + "event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace "
        + "new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc "
        + "static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while")
        .Split(' '));

    /// <summary>Whether a word is one that C# keeps for itself.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>An identifier that begins with a capital.</summary>
    public static string Pascal(string name, bool lowers = false)
    {
        // A separator that stays takes the place of the one that was there; only a first digit adds a character.
        char[] text = new char[name.Length + 1];
        int length = 0;
        bool begins = true;
        foreach (char c in name)
        {
            if (c is '-' or '_' or '.' || !char.IsLetterOrDigit(c))
            {
                begins = true;
                continue;
            }

            if (begins && char.IsDigit(c) && (length == 0 || char.IsDigit(text[length - 1])))
            {
                text[length++] = '_';
            }

            text[length++] = begins ? char.ToUpperInvariant(c) : lowers ? char.ToLowerInvariant(c) : c;
            begins = false;
        }

        return length == 0 ? "_" : new string(text, 0, length);
    }

    /// <summary>The name of an event: <c>JOB_STATUS_CHANGE</c> → <c>JobStatusChange</c>.</summary>
    public static string PascalEvent(string name) => Pascal(name, lowers: !name.Any(char.IsLower));

    /// <summary>A parameter's name for a property's name.</summary>
    public static string Camel(string pascal)
    {
        string name = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return Keywords.Contains(name) ? "@" + name : name;
    }

    /// <summary>The stem of a file's name, without directory and extension.</summary>
    public static string FileStem(string moduleName)
    {
        string file = FileName(moduleName);
        int dot = file.LastIndexOf('.');
        return dot > 0 ? file.Substring(0, dot) : file;
    }

    /// <summary>A file's name without directory and ending, as generated files may be called: what neither the compiler nor every file system takes in one is <c>_</c>.</summary>
    public static string HintStem(string moduleName)
    {
        char[] stem = FileStem(moduleName).ToCharArray();
        for (int i = 0; i < stem.Length; i++)
        {
            stem[i] = char.IsLetterOrDigit(stem[i]) || "-._ ,+()[]{}".IndexOf(stem[i]) >= 0 ? stem[i] : '_';
        }

        return new string(stem);
    }

    /// <summary>A file's name without directory.</summary>
    public static string FileName(string moduleName) => moduleName.Substring(moduleName.LastIndexOf('/') + 1);

    /// <summary>The name of what there is once per root: <c>qapi-schema.json</c> → <c>Qapi</c>.</summary>
    public static string RootName(string moduleName)
    {
        string stem = FileStem(moduleName);
        const string suffix = "-schema";
        bool hasSuffix = stem.Length > suffix.Length && stem.EndsWith(suffix, System.StringComparison.OrdinalIgnoreCase);
        return Pascal(hasSuffix ? stem.Substring(0, stem.Length - suffix.Length) : stem);
    }
}
