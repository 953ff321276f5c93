using System.Collections.Generic;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Loading;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Corpus;

/// <summary>Runs the corpus: one fault per rejected file, none in the accepted ones.</summary>
public sealed class CorpusTests
{
    public static IEnumerable<object[]> Rejected => CorpusFile.Names("rejected");

    public static IEnumerable<object[]> Accepted => CorpusFile.Names("accepted");

    [Theory]
    [MemberData(nameof(Rejected))]
    public void A_rejected_file_has_the_expected_diagnostics(string name)
    {
        CorpusFile file = CorpusFile.Open(name);
        string diagnostics = Check(file);
        Assert.NotEqual("", diagnostics);
        Snapshot.Verify(file.ResultPath(".verified.txt"), diagnostics);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void An_accepted_file_has_no_diagnostics(string name)
    {
        string diagnostics = Check(CorpusFile.Open(name));
        Assert.True(diagnostics.Length == 0, diagnostics);
    }

    private static string Check(CorpusFile file)
    {
        var diagnostics = new DiagnosticBag();
        Binder.Bind(SchemaLoader.Load(file.Schema, file, file.Dialect, diagnostics), diagnostics);
        return DiagnosticText.Format(diagnostics.ToArray());
    }
}
