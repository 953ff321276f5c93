using System.Collections.Generic;
using QapiGen.Schema.Binding;
using QapiGen.Schema.Diagnostics;
using QapiGen.Schema.Dump;
using QapiGen.Schema.Loading;
using QapiGen.Schema.Model;
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
        string diagnostics = Check(file, out _);
        Assert.NotEqual("", diagnostics);
        Snapshot.Verify(file.ResultPath(".verified.txt"), diagnostics);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void An_accepted_file_has_no_diagnostics_and_the_expected_model(string name)
    {
        CorpusFile file = CorpusFile.Open(name);
        string diagnostics = Check(file, out QapiSchema schema);
        Assert.True(diagnostics.Length == 0, diagnostics);
        Snapshot.Verify(file.ResultPath(".verified.txt"), SchemaDumper.Dump(schema));
    }

    private static string Check(CorpusFile file, out QapiSchema schema)
    {
        var diagnostics = new DiagnosticBag();
        schema = Binder.Bind(SchemaLoader.Load(file.Schema, file, file.Dialect, diagnostics), diagnostics);
        return DiagnosticText.Format(diagnostics.ToArray());
    }
}
