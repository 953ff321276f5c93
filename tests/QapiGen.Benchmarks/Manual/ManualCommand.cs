using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using QapiGen.Benchmarks.Support;
using QapiGen.Reference;
using QapiGen.Reference.Manuals;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dialects;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
using QapiGen.Schema.Text;
using Spectre.Console;

namespace QapiGen.Benchmarks.Manual;

/// <summary>The verb <c>manual</c>: the reference manual of a schema, from the files of the schema to the files of the manual.</summary>
internal static class ManualCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var root = new Argument<string>("root") { Description = "Root file of a schema, such as QEMU's qapi/qapi-schema.json." };
        var rounds = new Option<int>("--rounds") { Description = "Counted rounds.", DefaultValueFactory = static _ => 20 };
        var command = new Command("manual", "A schema's reference manual: reading, writing pages, saving them.") { root, rounds };
        command.SetAction(result => Run(result.GetRequiredValue(root), result.GetRequiredValue(rounds)));
        return command;
    }

    private static void Run(string root, int rounds)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qapigen-manual-");
        try
        {
            Table table = new Table().AddColumns("manual", "files", "bytes", "cold, ms", "warm, ms (min–max)");
            foreach (ManualFormat format in Enum.GetValues<ManualFormat>())
            {
                double cold = Write(root, format, folder.FullName, out IReadOnlyList<ManualFile> files);
                for (int i = 0; i < 5; i++)
                {
                    Write(root, format, folder.FullName, out _);
                }

                double[] warm = [.. Enumerable.Range(0, rounds).Select(_ => Write(root, format, folder.FullName, out IReadOnlyList<ManualFile> _))];
                table.AddRow(format.ToString(), $"{files.Count}", $"{files.Sum(file => (long)file.Content.Length)}", Figures.Text(cold, "0"), Figures.Spread(warm, "0"));
            }

            AnsiConsole.Write(table);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Write(string root, ManualFormat format, string folder, out IReadOnlyList<ManualFile> files)
    {
        long start = Stopwatch.GetTimestamp();
        var faults = new DiagnosticBag();
        LoadedSchema loaded = SchemaLoader.Load(Disk.Read(root), new Disk(), Dialect.Lenient, faults);
        QapiSchema schema = Binder.Bind(loaded, faults);
        files = ReferenceManual.Write(loaded, schema, new ManualOptions { Format = format });
        foreach (ManualFile file in files)
        {
            File.WriteAllBytes(Path.Combine(folder, file.Name), file.Content.Span);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private sealed class Disk : ISchemaResolver
    {
        public static SchemaFile Read(string path) =>
            SchemaFile.TryDecode(path, File.ReadAllBytes(path), out SchemaFile? file, out string? failure) ? file : throw new InvalidDataException(failure);

        public SchemaFile? Resolve(string displayPath, out string? failure)
        {
            failure = null;
            return Read(displayPath);
        }
    }
}
