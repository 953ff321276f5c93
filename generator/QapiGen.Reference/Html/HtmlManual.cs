using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Reference.Content;
using QapiGen.Reference.Manuals;

namespace QapiGen.Reference.Html;

/// <summary>A manual as HTML pages with their stylesheet, script and search index.</summary>
internal static class HtmlManual
{
    private static readonly string[] Assets = ["manual.css", "manual.js"];

    /// <summary>Writes all files.</summary>
    public static List<ManualFile> Write(ManualContent manual, CancellationToken cancellationToken)
    {
        ManualPage[] pages = [.. manual.Modules, .. manual.Others];
        var files = new ManualFile[pages.Length + 1];
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => files[i] = i < pages.Length
            ? new ManualFile(pages[i].Stem + ".html", HtmlPage.Write(manual, pages[i]))
            : new ManualFile("search.js", SearchIndex.Write(manual)));
        return [.. files, .. Assets.Select(name => new ManualFile(name, Read(name)))];
    }

    private static byte[] Read(string asset)
    {
        using Stream stream = typeof(HtmlManual).Assembly.GetManifestResourceStream(asset) ?? throw new InvalidOperationException($"{asset} isn't in the library");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
