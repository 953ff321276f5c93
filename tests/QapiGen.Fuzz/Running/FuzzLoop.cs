using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using QapiGen.Fuzz.Targets;

namespace QapiGen.Fuzz.Running;

/// <summary>Feeds a target with inputs made from those that took branches which none took before.</summary>
internal sealed class FuzzLoop(FuzzTarget target, string findings, int seed)
{
    // Far beyond what 16 KiB of input may take on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<byte[]> _inputs = [];
    private readonly HashSet<string> _faults = [];
    private byte[] _current = [];
    private long _started;

    /// <summary>Inputs that took new branches, the seeds aside.</summary>
    public List<byte[]> Found { get; } = [];

    /// <summary>Runs for a while.</summary>
    /// <param name="seeds">What to start from.</param>
    /// <param name="duration">How long.</param>
    /// <returns>Number of different faults; their inputs are in the folder of findings.</returns>
    public int Run(IEnumerable<byte[]> seeds, TimeSpan duration)
    {
        using var coverage = new Coverage();
        using var watch = new Timer(_ => LookForHang(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        foreach (byte[] input in seeds)
        {
            if (Try(input, coverage) || _inputs.Count == 0)
            {
                _inputs.Add(input);
            }
        }

        if (_inputs.Count == 0)
        {
            _inputs.Add([]);
        }

        int known = coverage.Count;
        var mutator = new Mutator(seed, target.Words);
        long runs = 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration; runs++)
        {
            byte[] input = mutator.Make(mutator.Pick(_inputs), mutator.Pick(_inputs));
            if (Try(input, coverage))
            {
                _inputs.Add(input);
                Found.Add(input);
            }
        }

        Volatile.Write(ref _started, 0);
        Console.WriteLine($"{target.Name}: {runs} inputs, {coverage.Count} branch pairs ({known} by the corpus), {Found.Count} inputs kept, {_faults.Count} faults");
        return _faults.Count;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a target throws is what is looked for.")]
    private bool Try(byte[] input, Coverage coverage)
    {
        Volatile.Write(ref _current, input);
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        coverage.Begin();
        try
        {
            target.Read(input);
        }
        catch (Exception fault)
        {
            Report(input, fault);
        }

        return coverage.Add();
    }

    // One of each kind and place is enough.
    private void Report(byte[] input, Exception fault)
    {
        string place = new StackTrace(fault).GetFrame(0)?.GetMethod() is { } method ? $"{method.DeclaringType?.Name}.{method.Name}" : "";
        if (_faults.Add($"{fault.GetType().Name} {place}"))
        {
            Console.WriteLine($"{target.Name}: {Save(input)}: {fault}");
        }
    }

    private void LookForHang()
    {
        long started = Volatile.Read(ref _started);
        if (started != 0 && Stopwatch.GetElapsedTime(started) > Patience)
        {
            Console.WriteLine($"{target.Name}: {Save(Volatile.Read(ref _current))}: takes longer than {Patience.TotalSeconds} s");
            Environment.Exit(1);
        }
    }

    private string Save(byte[] input)
    {
        string folder = Path.Combine(findings, target.Name);
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Corpus.NameOf(input));
        File.WriteAllBytes(path, input);
        return path;
    }
}
