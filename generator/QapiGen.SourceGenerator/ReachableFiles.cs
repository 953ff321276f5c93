using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis.Text;
using QapiGen.Emit.Items;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Text;

namespace QapiGen.SourceGenerator;

/// <summary>Reads the files that roots reach by includes, and no other.</summary>
internal sealed class ReachableFiles
{
    // An editor hands over the same texts again and again; each is turned into a file, and looked through, once.
    private static readonly ConditionalWeakTable<SourceText, SchemaFile> Known = new();
    private static readonly ConditionalWeakTable<SchemaFile, IReadOnlyList<string>> Includes = new();

    private readonly Dictionary<string, SchemaInput> _byPath = new(StringComparer.Ordinal);
    private readonly NamedFiles<SchemaInput> _byName;
    private readonly Dictionary<SchemaInput, InputFile?> _reached = new();
    private readonly CancellationToken _cancellationToken;
    private bool _isLost;

    /// <summary>The include strings of a file, which is looked through once.</summary>
    /// <param name="file">The file.</param>
    public static IReadOnlyList<string> IncludesOf(SchemaFile file) => Includes.GetValue(file, static file => IncludeScanner.Find(file.Text));

    private ReachableFiles(ImmutableArray<SchemaInput> inputs, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _byName = new NamedFiles<SchemaInput>(inputs.Select(static input => input.Root).OfType<SchemaSettings>());
        foreach (SchemaInput input in inputs)
        {
            _byPath[input.Path] = input;
            _byName.Add(input.Path, input.Name, input);
        }
    }

    /// <summary>The files that roots and their baselines reach, in the order in which they were handed over.</summary>
    public static ImmutableArray<InputFile> Read(ImmutableArray<SchemaInput> inputs, CancellationToken cancellationToken)
    {
        var files = new ReachableFiles(inputs, cancellationToken);
        foreach (SchemaInput root in inputs.Where(static input => input.Root is not null))
        {
            files.Follow(root);
            if (root.Root!.Baseline.Length > 0 && files._byPath.TryGetValue(SchemaPath.Normalize(root.Root.Baseline), out SchemaInput? baseline))
            {
                files.Follow(baseline);
            }
        }

        return inputs.Select(input => files._reached.TryGetValue(input, out InputFile? file) ? file : null).OfType<InputFile>().Select(file => files._isLost ? files.WithNear(file) : file).ToImmutableArray();
    }

    // What was handed over and no include leads to may be what one that leads to nothing has meant.
    private InputFile WithNear(InputFile file)
    {
        SchemaInput[] others = file.Root is null ? [] : _byPath.Values.Where(input => !_reached.ContainsKey(input)).ToArray();
        return others.Length == 0 ? file : file with
        {
            Root = file.Root! with
            {
                Near = string.Join("|", others.Select(static input => input.Path).Prepend(file.Root.Near)),
                NearNames = string.Join("|", others.Select(static input => input.Name)),
            },
        };
    }

    private void Follow(SchemaInput start)
    {
        var work = new Stack<SchemaInput>([start]);
        while (work.Count > 0)
        {
            SchemaInput input = work.Pop();
            if (_reached.ContainsKey(input))
            {
                continue;
            }

            _cancellationToken.ThrowIfCancellationRequested();
            InputFile? file = _reached[input] = Read(input);
            foreach (string include in file is null ? [] : IncludesOf(file.File))
            {
                string path = SchemaPath.Join(file!.File.Path, include);
                if ((_byPath.TryGetValue(SchemaPath.Normalize(path), out SchemaInput? found) ? found : _byName.Find(start.Path, path)) is { } next)
                {
                    work.Push(next);
                }
                else
                {
                    _isLost = true;
                }
            }
        }
    }

    private InputFile? Read(SchemaInput input) =>
        input.Text.GetText(_cancellationToken) is SourceText content ? new InputFile(GetFile(input.Text.Path, content), input.Root, input.Name) : null;

    private static SchemaFile GetFile(string path, SourceText content)
    {
        SchemaFile known = Known.GetValue(content, text => new SchemaFile(path, text.ToString()));
        return known.Path == path ? known : new SchemaFile(path, known.Text);
    }
}
