using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using QapiGen.EndToEnd.Tests.Packages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Supply;

/// <summary>The bills of materials of the packages: each says what comes with its package, and nothing else.</summary>
[Collection(PackagesCollection.Name)]
public sealed class BillTests(LocalFeed feed)
{
    // One of a tool has what is in it, whatever its package asks for.
    private const string Tool = "QapiGen.Cli";

    private static string? s_folder;

    // Written once for all who only read them.
    private string Folder => s_folder ??= Write("bills");

    [ProgramFact("python3")]
    public void Every_package_has_a_bill_of_its_name_which_is_the_same_every_time()
    {
        string folder = Folder;
        string again = Write("bills-again");

        Assert.Equal(feed.Ids().Order(StringComparer.Ordinal), Directory.GetFiles(folder).Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(folder), bill => Assert.Equal(File.ReadAllText(bill), File.ReadAllText(Path.Combine(again, Path.GetFileName(bill)))));
        Assert.Equal(Directory.GetFiles(folder).Length, Bills(folder).Select(static bill => bill.GetProperty("serialNumber").GetString()).Distinct().Count());
        Assert.All(Bills(folder), static bill => Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", bill.GetProperty("serialNumber").GetString()));
        Assert.All(Bills(folder), static bill => Assert.Equal("2030-01-31T00:00:00Z", bill.GetProperty("metadata").GetProperty("timestamp").GetString()));
        Assert.All(Directory.GetFiles(folder), static bill => Assert.DoesNotContain(RepositoryPaths.Root.TrimEnd('/') + "/", File.ReadAllText(bill), StringComparison.Ordinal));
    }

    [ProgramFact("python3")]
    public void A_bill_says_which_package_it_is_of_and_under_which_license() => Assert.All(Bills(Folder), bill =>
    {
        JsonElement own = bill.GetProperty("metadata").GetProperty("component");
        (string id, string version) = NameOf(own);
        Assert.Contains(id, feed.Ids());
        Assert.Equal(PurlOf(id, version), own.GetProperty("purl").GetString());
        Assert.Equal("MIT", own.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString());
        Assert.Equal(id == Tool ? "application" : "library", own.GetProperty("type").GetString());
    });

    [ProgramFact("python3")]
    public void A_bill_has_what_its_package_asks_for_and_what_that_asks_for() => Assert.All(Bills(Folder), bill =>
    {
        (string id, string version) = NameOf(bill.GetProperty("metadata").GetProperty("component"));
        string[] components = [.. Components(bill).Select(static component => component.GetProperty("purl").GetString()!)];
        Dictionary<string, string[]> asks = bill.GetProperty("dependencies").EnumerateArray().ToDictionary(
            static item => item.GetProperty("ref").GetString()!,
            static item => (string[])[.. item.GetProperty("dependsOn").EnumerateArray().Select(static asked => asked.GetString()!)]);

        Assert.Equal(components.Append(PurlOf(id, version)).Order(StringComparer.Ordinal), asks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(components.Order(StringComparer.Ordinal), Reached(asks, PurlOf(id, version)).Order(StringComparer.Ordinal));
        if (id != Tool)
        {
            Assert.Equal(AskedFor(id).Order(StringComparer.Ordinal), asks[PurlOf(id, version)]);
        }
    });

    [ProgramFact("python3")]
    public void Packages_of_ours_are_there_with_their_version_and_what_only_builds_isnt()
    {
        Dictionary<string, (string Name, string Version)[]> bills = Bills(Folder)
            .ToDictionary(static bill => NameOf(bill.GetProperty("metadata").GetProperty("component")).Name, static bill => (ValueTuple<string, string>[])[.. Components(bill).Select(NameOf)]);

        string version = bills["QapiGen.Jobs"].Single(static component => component.Name == "QapiGen.Runtime").Version;
        Assert.All(bills.Where(static bill => bill.Key is not ("QapiGen.Runtime" or "QapiGen.Templates")), bill => Assert.Contains(("QapiGen.Runtime", version), bill.Value));
        Assert.DoesNotContain(bills["QapiGen"], static component => component.Name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Assert.Empty(bills["QapiGen.Templates"]);
        Assert.Equal(
            PackageReview.Locked(RepositoryPaths.Get("generator", Tool)).Where(static package => package.Id != "Microsoft.NET.ILLink.Tasks").Order(),
            bills[Tool].Where(static component => !component.Name.StartsWith("QapiGen.", StringComparison.Ordinal)).Order());
    }

    [ProgramFact("python3")]
    public void What_others_have_made_is_reviewed_and_has_a_hash_and_a_license() => Assert.All(Bills(Folder), bill =>
    {
        JsonElement[] components = Components(bill);
        JsonElement[] others = [.. components.Where(static component => !NameOf(component).Name.StartsWith("QapiGen.", StringComparison.Ordinal))];
        Assert.Empty(PackageReview.Faults(others.Select(NameOf)));
        Assert.All(components, static component => Assert.NotEmpty(component.GetProperty("licenses").EnumerateArray()));
        Assert.All(others, static component => Assert.Matches("^[0-9a-f]{128}$", component.GetProperty("hashes")[0].GetProperty("content").GetString()));
    });

    // As a release writes them: beside the packages.
    [ProgramFact("python3")]
    public void What_lies_there_packed_has_a_hash_too()
    {
        string folder = Path.Combine(feed.Feed, "sbom");
        Write(folder);
        try
        {
            JsonElement bill = Bills(folder).Single(static bill => NameOf(bill.GetProperty("metadata").GetProperty("component")).Name == "QapiGen.Jobs");
            foreach (JsonElement component in Components(bill).Where(static component => NameOf(component).Name == "QapiGen.Runtime").Append(bill.GetProperty("metadata").GetProperty("component")))
            {
                (string id, string version) = NameOf(component);
                byte[] package = File.ReadAllBytes(Path.Combine(feed.Feed, $"{id}.{version}.nupkg"));
                Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(package)), component.GetProperty("hashes")[0].GetProperty("content").GetString());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string PurlOf(string id, string version) => $"pkg:nuget/{id}@{version}";

    private static (string Name, string Version) NameOf(JsonElement component) => (component.GetProperty("name").GetString()!, component.GetProperty("version").GetString()!);

    private static JsonElement[] Components(JsonElement bill) => [.. bill.GetProperty("components").EnumerateArray()];

    private static List<JsonElement> Bills(string folder) => [.. Directory.GetFiles(folder).Select(static path =>
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    })];

    private static HashSet<string> Reached(Dictionary<string, string[]> asks, string start)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var work = new Stack<string>(asks[start]);
        while (work.TryPop(out string? next))
        {
            if (reached.Add(next))
            {
                Array.ForEach(asks[next], work.Push);
            }
        }

        return reached;
    }

    // From a version on; what is restored is that version, or a later one that another package asks for.
    private IEnumerable<string> AskedFor(string id)
    {
        using ZipArchive archive = ZipFile.OpenRead(Directory.GetFiles(feed.Feed, $"{id}.*.nupkg").Single(path => Path.GetFileName(path)[id.Length + 1] is >= '0' and <= '9'));
        using Stream stream = archive.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return [.. XDocument.Load(stream).Descendants().Where(static element => element.Name.LocalName == "dependency")
            .Select(static element => PurlOf(element.Attribute("id")!.Value, element.Attribute("version")!.Value.Trim('[', ']', '(', ')').Split(',')[0])).Distinct()];
    }

    private string Write(string folder)
    {
        string path = Path.Combine(feed.Folder, folder);
        var start = new ProcessStartInfo("bash", [Path.Combine(RepositoryPaths.Root, "dev"), "sbom", "", path]) { RedirectStandardError = true };
        start.Environment["SOURCE_DATE_EPOCH"] = "1896048000";
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return path;
    }
}
