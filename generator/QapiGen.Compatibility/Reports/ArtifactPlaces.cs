using System;
using System.Linq;
using QapiGen.Schema.Loading;

namespace QapiGen.Compatibility.Reports;

/// <summary>Turns paths, which begin at the working directory, into those that code hosts want: from the top of the repository, whichever folder the tool was called in.</summary>
/// <remarks>
/// Shape: <c>{ "uri": "api/root.json", "uriBaseId": "%SRCROOT%" }</c>; what lies outside has a URI of its own, <c>file:///…</c>. Source: SARIF 2.1.0, 3.4.3 and 3.14.14.
/// </remarks>
public sealed class ArtifactPlaces
{
    /// <summary>The name of the base, as others write it.</summary>
    public const string BaseId = "%SRCROOT%";

    private readonly string _root;
    private readonly string _folder;

    /// <summary>Makes it.</summary>
    /// <param name="root">The top of the repository, absolute.</param>
    /// <param name="folder">The working directory, absolute.</param>
    public ArtifactPlaces(string root, string folder)
    {
        _root = Normalize(root ?? throw new ArgumentNullException(nameof(root)));
        _folder = Normalize(folder ?? throw new ArgumentNullException(nameof(folder)));
    }

    /// <summary>The URI of the base itself, with a slash at its end.</summary>
    public string RootUri => FileUri(_root) + "/";

    /// <summary>The URI of a file.</summary>
    /// <param name="path">Its path, absolute or from the working directory.</param>
    /// <param name="isBelowRoot">Whether the URI is relative to the base.</param>
    public string UriOf(string path, out bool isBelowRoot)
    {
        string full = SchemaPath.Normalize(path ?? throw new ArgumentNullException(nameof(path)), _folder);
        isBelowRoot = full.StartsWith(_root + "/", StringComparison.Ordinal);
        return isBelowRoot ? Escape(full.Substring(_root.Length + 1)) : FileUri(full);
    }

    /// <summary>A relative path, as a URI, for what is no file: <c>unix/run/qmp.sock</c> for a server at <c>unix:/run/qmp.sock</c>. Never empty.</summary>
    public static string PathOf(string address)
    {
        string[] parts = (address ?? throw new ArgumentNullException(nameof(address))).Split(['/', '\\', ':'], StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("." or "..")).ToArray();
        return parts.Length == 0 ? "server" : Escape(string.Join("/", parts));
    }

    /// <summary>A path as a URI, its slashes kept.</summary>
    public static string Escape(string path) => Uri.EscapeDataString(path ?? throw new ArgumentNullException(nameof(path))).Replace("%2F", "/");

    private static string Normalize(string path) => SchemaPath.Normalize(path).TrimEnd('/');

    private static string FileUri(string full) => "file://" + (full.StartsWith("/", StringComparison.Ordinal) ? string.Empty : "/") + Escape(full).Replace("%3A/", ":/");
}
