using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary>What the repository's build files make of a small library that is packed in a clone: where its sources and its documentation are.</summary>
public sealed partial class PackedSampleTests : IDisposable
{
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-packed-").FullName;

    [ProgramFact("git")]
    public void A_debugger_finds_the_sources_of_the_commit()
    {
        Clone("https://github.com/acme/qapigen.git");

        string nuspec = Pack();

        Assert.Matches("""<repository type="git" url="https://github\.com/acme/qapigen(\.git)?" [^>]*commit="[0-9a-f]{40}" />""", nuspec);
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(_folder, "out", "Sample.0.0.7.snupkg"));
        using Stream entry = symbols.Entries.Single(static entry => entry.Name == "Sample.pdb").Open();
        using var copy = new MemoryStream();
        entry.CopyTo(copy);
        copy.Position = 0;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(copy);
        MetadataReader pdb = provider.GetMetadataReader();
        string[] documents = [.. pdb.Documents.Select(document => pdb.GetString(pdb.GetDocument(document).Name))];
        string link = Assert.Single(pdb.CustomDebugInformation.Select(pdb.GetCustomDebugInformation).Where(item => pdb.GetGuid(item.Kind) == s_sourceLink)
            .Select(item => Encoding.UTF8.GetString(pdb.GetBlobBytes(item.Value))));
        Assert.Contains("/_/runtime/Sample/Sample.cs", documents);
        Assert.Matches("""^\{"documents":\{"/_/\*":"https://raw\.githubusercontent\.com/acme/qapigen/[0-9a-f]{40}/\*"\}\}$""", link);
    }

    [ProgramFact("git")]
    public void A_clone_of_a_folder_tells_nobody_which()
    {
        Clone(Path.Combine(_folder, "elsewhere"));

        string nuspec = Pack();

        Assert.Matches("""<repository type="git" commit="[0-9a-f]{40}" />""", nuspec);
    }

    [Fact]
    public void The_page_of_a_package_has_no_link_into_the_repository()
    {
        Write("runtime/Sample/README.md", Page);

        Pack("-p:SiteUrl=");

        Assert.Equal(
            """
            # Sample

            A text; with a semicolon, 100 % and $(SiteUrl). See the guide, *the rules* and `Node`, or [QAPI](https://www.qemu.org/) and [below](#below).

            | a | b |
            | --- | --- |
            | the [other] one | `x` |

            ```csharp
            string[] names = [.. texts.Select(text => $"{text}")];
            ```

            ## Below

            """.ReplaceLineEndings("\n"),
            Readme());
    }

    [Fact]
    public void The_page_of_a_package_links_to_the_site_if_there_is_one()
    {
        Write("runtime/Sample/README.md", Page);

        string nuspec = Pack("-p:SiteUrl=https://example.org/qapigen");

        Assert.Contains("<projectUrl>https://example.org/qapigen</projectUrl>", nuspec, StringComparison.Ordinal);
        string[] links = [.. Link().Matches(Readme()).Select(static match => match.Value)];
        Assert.Equal(
            [
                "[guide](https://example.org/qapigen/runtime/Sample/../../docs/guides/deploy.html#native)", "[*the rules*](https://example.org/qapigen/rules/index.html)",
                "[QAPI](https://www.qemu.org/)", "[below](#below)", "[the [other] one](https://example.org/qapigen/runtime/Sample/Client/README.html)",
                "![A page](https://example.org/qapigen/runtime/Sample/images/page.png)",
            ],
            links);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Git writes some of its files for reading only.
        foreach (string file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string Page =>
        """
        # Sample

        A text; with a semicolon, 100 % and $(SiteUrl). See the [guide](../../docs/guides/deploy.md#native), [*the rules*](../../generator/rules.md) and [`Node`](../../samples/Node.cs), or [QAPI](https://www.qemu.org/) and [below](#below).

        | a | b |
        | --- | --- |
        | [the [other] one](Client/README.md) | `x` |

        ![A page](images/page.png)

        ```csharp
        string[] names = [.. texts.Select(text => $"{text}")];
        ```

        ## Below

        """.ReplaceLineEndings("\n");

    private void Clone(string remote)
    {
        Write("runtime/Sample/README.md", "# Sample\n");
        GitProgram.Git(_folder, "init", "-q");
        GitProgram.Git(_folder, "remote", "add", "origin", remote);
        GitProgram.Git(_folder, "add", ".");
        GitProgram.Commit(_folder);
    }

    private void Write(string path, string text)
    {
        foreach (string name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "icon.png"])
        {
            File.Copy(RepositoryPaths.Get(name), Path.Combine(_folder, name), overwrite: true);
        }

        string folder = Path.Combine(_folder, "runtime", "Sample");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "Sample.csproj"), """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><IsPackable>true</IsPackable><Version>0.0.7</Version></PropertyGroup></Project>""");
        File.WriteAllText(Path.Combine(folder, "Sample.cs"), "namespace Sample;\n\ninternal static class Nothing\n{\n    public static int Value() => 7;\n}\n");
        File.WriteAllText(Path.Combine(folder, "PublicAPI.Shipped.txt"), "#nullable enable\n");
        File.WriteAllText(Path.Combine(folder, "PublicAPI.Unshipped.txt"), "#nullable enable\n");
        File.WriteAllText(Path.Combine(_folder, path), text);
    }

    private string Pack(params string[] options)
    {
        var environment = new Dictionary<string, string?> { ["CI"] = null };
        (int code, string output) = LocalFeed.TryRun(_folder, environment, ["pack", "runtime/Sample", "-c", "Release", "--nologo", "-v", "quiet", "-o", "out", .. options]);
        Assert.True(code == 0, output);
        return Entry("Sample.nuspec");
    }

    private string Readme() => Entry("README.md").ReplaceLineEndings("\n");

    private string Entry(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(_folder, "out", "Sample.0.0.7.nupkg"));
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^)\s]+\)")]
    private static partial Regex Link();
}
