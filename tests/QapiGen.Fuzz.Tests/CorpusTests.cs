using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using QapiGen.Fuzz.Running;
using QapiGen.Fuzz.Targets;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Fuzz.Tests;

/// <summary>What fuzzing has found, and what it starts from, is read without a fault.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_kept_input_is_read(string name)
    {
        FuzzTarget target = FuzzTarget.All.Single(candidate => candidate.Name == name);
        Assert.NotEmpty(Corpus.Files(RepositoryPaths.Root, target));
        foreach (string file in Corpus.Files(RepositoryPaths.Root, target))
        {
            Exception? fault = Record.Exception(() => target.Read(File.ReadAllBytes(file)));
            Assert.True(fault is null, $"{file}: {fault}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_seed_is_read(string name)
    {
        FuzzTarget target = FuzzTarget.All.Single(candidate => candidate.Name == name);
        List<byte[]> inputs = [.. Corpus.Inputs(RepositoryPaths.Root, target)];
        Assert.NotEmpty(inputs);
        Assert.All(inputs, input => target.Read(input));
    }
}
