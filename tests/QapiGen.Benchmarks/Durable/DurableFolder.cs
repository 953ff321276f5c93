using System;
using System.IO;
using System.Linq;

namespace QapiGen.Benchmarks.Durable;

/// <summary>A folder with one store, below the current one: the system's own for temporary files may be memory.</summary>
internal sealed class DurableFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine("artifacts", "durable", Path.GetRandomFileName()));

    /// <summary>The store's file.</summary>
    public string Database => Path.Combine(_folder.FullName, "jobs.db");

    /// <summary>Megabytes of all its files.</summary>
    public double Megabytes => _folder.EnumerateFiles().Sum(static file => file.Length) / 1e6;

    public void Dispose() => _folder.Delete(recursive: true);
}
