using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using QapiGen.LanguageServer.Files;
using QapiGen.LanguageServer.Programs;

namespace QapiGen.LanguageServer.Workspace;

/// <summary>What MSBuild makes of projects: asked beside everything else, one project after the other, and again when a project has changed.</summary>
internal sealed class ProjectEvaluations(IWorkspacePrograms? programs)
{
    private static readonly string[] Shared = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>What is known of a project; null as long as nothing is. What isn't known, or was before the project changed, is asked for.</summary>
    /// <param name="project">Its path, absolute.</param>
    public EvaluatedProject? Find(string project)
    {
        if (programs is null || !Concerns(project))
        {
            return null;
        }

        string stamp = StampOf(project);
        Entry entry = _known.AddOrUpdate(project, static (_, stamp) => new Entry(stamp, null, true), static (_, known, stamp) => known.Stamp == stamp ? known with { IsWanted = false } : new Entry(stamp, known.Answer, true), stamp);
        if (entry.IsWanted)
        {
            _asked.Writer.TryWrite(project);
        }

        return entry.Answer;
    }

    /// <summary>Asks MSBuild until it is stopped.</summary>
    /// <param name="changed">Told that an answer differs from what was known.</param>
    /// <param name="failed">Told why a project can't be read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(Func<Task> changed, Func<string, Task> failed, CancellationToken cancellationToken)
    {
        await foreach (string project in _asked.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                EvaluatedProject answer = await programs!.EvaluateAsync(project, cancellationToken).ConfigureAwait(false);
                EvaluatedProject? before = _known[project].Answer;
                _known[project] = _known[project] with { Answer = answer };
                if (before is null || !IsSame(before, answer))
                {
                    await changed().ConfigureAwait(false);
                }
            }
            catch (ProgramException e)
            {
                await failed(e.Message).ConfigureAwait(false);
            }
        }
    }

    private static bool IsSame(EvaluatedProject left, EvaluatedProject right) =>
        left.Includes.SequenceEqual(right.Includes)
        && left.Schemas.Count == right.Schemas.Count
        && left.Schemas.Zip(right.Schemas).All(static pair => pair.First.Path == pair.Second.Path && pair.First.Metadata.OrderBy(static item => item.Key, StringComparer.Ordinal).SequenceEqual(pair.Second.Metadata.OrderBy(static item => item.Key, StringComparer.Ordinal)));

    // Asking takes a second: projects that have nothing to do with schemas, nor anything that they share with others, aren't worth it.
    private static bool Concerns(string project) => SharedFiles(project).Prepend(project).Any(static path =>
    {
        try
        {
            return File.Exists(path) && ReadText(path).Contains("Qapi", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private static string ReadText(string path)
    {
        using var reader = new StreamReader(new MemoryStream(FileBytes.Read(path, PathOrigin.Found)));
        return reader.ReadToEnd();
    }

    // What decides what a project's items are: its own text, what it shares, and what restoring packages wrote.
    private static string StampOf(string project)
    {
        string written = Path.Combine(Path.GetDirectoryName(project)!, "obj");
        IEnumerable<string> restored = Directory.Exists(written) ? Directory.EnumerateFiles(written, "*.nuget.g.*").Order(StringComparer.Ordinal) : [];
        return string.Join(';', SharedFiles(project).Prepend(project).Concat(restored).Select(static path => new FileInfo(path)).Where(static file => file.Exists)
            .Select(static file => string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.LastWriteTimeUtc.Ticks}:{file.Length}")));
    }

    private static IEnumerable<string> SharedFiles(string project)
    {
        for (string? folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (string name in Shared)
            {
                yield return Path.Combine(folder, name);
            }
        }
    }

    private sealed record Entry(string Stamp, EvaluatedProject? Answer, bool IsWanted);
}
