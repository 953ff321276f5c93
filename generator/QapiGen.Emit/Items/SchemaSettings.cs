using System;
using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.Emit.Items;

/// <summary>The metadata of a <c>QapiSchema</c> item, as written.</summary>
/// <param name="Namespace">Namespace of the generated types.</param>
/// <param name="Role">Client, Server or Both.</param>
/// <param name="Commands">Patterns of commands.</param>
/// <param name="Events">Patterns of events.</param>
/// <param name="Conditions">Symbols that hold.</param>
/// <param name="Dialect">The dialect.</param>
/// <param name="Documentation">Whether documentation is kept.</param>
/// <param name="Baseline">Path of the schema to stay compatible with.</param>
/// <param name="MinimumVersion">The oldest server to work with.</param>
/// <param name="Reuse">Whether types of referenced assemblies stand for modules of the same content.</param>
/// <param name="Missing">Paths that are included but were not there when the build began, with <c>|</c> between.</param>
/// <param name="Profile">Which findings of a comparison with the baseline are asked for.</param>
/// <param name="Suppressions">Path of the file with accepted findings.</param>
/// <param name="Twice">Paths that are items twice, with different settings, with <c>|</c> between.</param>
/// <param name="Names">Names of all that is said of items, settings or not: of each file where they stand its path and the names, after the kind of item and a dot, with <c>|</c> behind each; <c>*</c> between files.</param>
/// <param name="Unnamed">Paths of <c>QapiInclude</c> items without a <c>Name</c>, with <c>|</c> between.</param>
/// <param name="Commit">Where the baseline is one in a commit, the folder that its files were written to and the top of the repository, with <c>|</c> between.</param>
/// <param name="DefaultNamespace">The project's property that <paramref name="Namespace"/> comes from, where the item says none; otherwise empty.</param>
/// <param name="Codecs">Whether there is of each codec what the role needs, or both sides.</param>
/// <param name="Unreadable">Paths that are included and can't be opened, with <c>|</c> between.</param>
/// <param name="BaselineFault">Why the baseline can't be had, where the build has found that out.</param>
/// <param name="Near">Paths of files in the folders of those that are included and weren't there, with <c>|</c> between.</param>
public sealed record SchemaSettings(
    string Namespace,
    string Role,
    string Commands,
    string Events,
    string Conditions,
    string Dialect,
    string Documentation,
    string Baseline,
    string MinimumVersion,
    string Reuse = "",
    string Missing = "",
    string Profile = "",
    string Suppressions = "",
    string Twice = "",
    string Names = "",
    string Unnamed = "",
    string Commit = "",
    string DefaultNamespace = "",
    string Codecs = "",
    string Unreadable = "",
    string BaselineFault = "",
    string Near = "")
{
    /// <summary>Names by which files are found that no include leads to, with <c>|</c> between.</summary>
    public string NearNames { get; init; } = "";

    /// <summary>The folder that the files of the baseline's commit were written to, normalised; null if it is none in a commit.</summary>
    public string? GetCommitFolder() => Commit.Length == 0 ? null : SchemaPath.Normalize(Commit.Split('|')[0]);

    /// <summary>Whether a file is one of the working tree that the baseline's commit is a commit of, and isn't what that has.</summary>
    /// <param name="path">The file, normalised.</param>
    public bool IsBesideCommit(string path) =>
        GetCommitFolder() is string folder && IsIn(path, SchemaPath.Normalize(Commit.Substring(Commit.IndexOf('|') + 1))) && !IsIn(path, folder);

    /// <summary>The dialect; the lenient one if the name isn't known.</summary>
    public Dialect GetDialect() => Schema.Dialects.Dialect.TryParse(Dialect, out Dialect? known) ? known : Schema.Dialects.Dialect.Lenient;

    /// <summary>The role; both if the name isn't known.</summary>
    public GenerationRole GetRole() => Enum.TryParse(Role, ignoreCase: true, out GenerationRole role) && Enum.IsDefined(typeof(GenerationRole), role) ? role : GenerationRole.Both;

    /// <summary>The paths of included files that aren't there, normalised.</summary>
    public IEnumerable<string> GetMissing() => Paths(Missing);

    /// <summary>The paths of files that an include which leads to nothing may have meant, normalised.</summary>
    public IEnumerable<string> GetNear() => Paths(Near);

    /// <summary>The paths of included files that are there and can't be opened, normalised.</summary>
    public IEnumerable<string> GetUnreadable() => Paths(Unreadable);

    /// <summary>The <c>QapiInclude</c> item that may be meant by an include string, if only it had a <c>Name</c>.</summary>
    /// <param name="name">The string's last part.</param>
    public string? FindUnnamed(string name) => Paths(Unnamed).FirstOrDefault(path => SchemaPath.GetFileName(path) == name);

    /// <summary>Whether a file is an item twice, with different settings.</summary>
    /// <param name="path">The file's path, normalised.</param>
    public bool IsTwice(string path) => Paths(Twice).Contains(path);

    /// <summary>Where the generated types go. A namespace that isn't valid has been reported; what it may have meant keeps it from making further errors.</summary>
    public string GetNamespace() => Namespace.Length == 0 || CSharpNamespace.IsValid(Namespace) ? Namespace : CSharpNamespace.Mend(Namespace);

    /// <summary>The value of <c>Documentation</c> by which it is there for programs, too.</summary>
    public const string AsData = "data";

    /// <summary>The value of <c>Codecs</c> by which there is of each codec only what the role needs.</summary>
    public const string Needed = nameof(Needed);

    /// <summary>The value of <c>Codecs</c> by which each type can be read and written.</summary>
    public const string Both = nameof(Both);

    /// <summary>Whether of each codec only what the role needs is generated: unless something else is said, for a client and for a server.</summary>
    /// <param name="role">The role.</param>
    /// <param name="codecs">What is said, or nothing.</param>
    public static bool HasOnlyNeededCodecs(GenerationRole role, string? codecs) => string.Equals(codecs, Needed, StringComparison.OrdinalIgnoreCase)
        || (role != GenerationRole.Both && !string.Equals(codecs, Both, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether types of referenced assemblies are used.</summary>
    public bool Reuses() => !bool.TryParse(Reuse, out bool reuses) || reuses;

    /// <summary>What is wanted from the schema.</summary>
    public GenerationOptions ToOptions() => new()
    {
        Namespace = GetNamespace(),
        Role = GetRole(),
        OnlyNeededCodecs = HasOnlyNeededCodecs(GetRole(), Codecs),
        Commands = Commands,
        Events = Events,
        Conditions = Conditions,
        MinimumVersion = MinimumVersion,
        Documentation = !bool.TryParse(Documentation, out bool keeps) || keeps,
        DocumentationAsData = Documentation == AsData,
    };

    private static bool IsIn(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static IEnumerable<string> Paths(string list) => list.Split(['|'], StringSplitOptions.RemoveEmptyEntries).Select(static path => SchemaPath.Normalize(path));
}

/// <summary>A root of a project.</summary>
/// <param name="File">The file.</param>
/// <param name="Settings">What its <c>QapiSchema</c> item says.</param>
public sealed record SchemaRoot(SchemaFile File, SchemaSettings Settings);
