using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using QapiGen.Benchmarks.Support;

namespace QapiGen.Benchmarks.StartUp;

/// <summary>A program of this repository, published twice: as native code, and for the just-in-time compiler.</summary>
internal sealed class PublishedProgram
{
    private readonly string _folder;
    private readonly string _name;

    private PublishedProgram(string folder, string name)
    {
        _folder = folder;
        _name = name;
    }

    /// <summary>The native program.</summary>
    public string Native => Path.Combine(_folder, "native", _name);

    /// <summary>The portable one; it needs an installed runtime.</summary>
    public string Portable => Path.Combine(_folder, "portable", _name);

    /// <summary>Megabytes of the native program, without debug symbols.</summary>
    public double NativeMegabytes => new FileInfo(Native).Length / 1e6;

    /// <summary>Megabytes of the portable one with its libraries, without the runtime and debug symbols.</summary>
    public double PortableMegabytes =>
        new DirectoryInfo(Path.GetDirectoryName(Portable)!).EnumerateFiles("*", SearchOption.AllDirectories).Where(static file => file.Extension is not (".pdb" or ".xml")).Sum(static file => file.Length) / 1e6;

    /// <summary>Publishes a project; takes a minute.</summary>
    /// <param name="repository">The repository's root.</param>
    /// <param name="project">The project's folder below it.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="folder">Where everything goes.</param>
    /// <exception cref="InvalidOperationException">It could not be published.</exception>
    public static PublishedProgram Publish(string repository, string project, string name, string folder)
    {
        var program = new PublishedProgram(Path.Combine(folder, name), name);
        // The samples ask for native code by themselves; asked from outside, the libraries of the compiler would have to be native, too.
        string[] native = project.StartsWith("samples", StringComparison.Ordinal) ? [] : ["-p:PublishAot=true"];
        program.Publish(repository, project, Path.GetDirectoryName(program.Native)!, native);
        program.Publish(repository, project, Path.GetDirectoryName(program.Portable)!, ["-p:PublishAot=false", "--self-contained", "false"]);
        return program;
    }

    private void Publish(string repository, string project, string output, IEnumerable<string> options)
    {
        string[] arguments =
        [
            "publish", Path.Combine(repository, project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", output,
            "--artifacts-path", Path.Combine(_folder, "artifacts"), "--nologo", "-v", "quiet", .. options,
        ];
        DotnetCommand.Run(repository, arguments);
    }
}
