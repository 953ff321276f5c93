using System;
using System.Diagnostics;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Packages;

/// <summary><c>./dev</c> says how it is used to who doesn't know.</summary>
public sealed class DevScriptTests
{
    [BashFact]
    public void A_verb_that_lacks_what_it_needs_says_how_it_is_used()
    {
        Assert.StartsWith("usage: ./dev test NAME [FILTER], or accept; NAME is one of: Cli ", Refused("test"), StringComparison.Ordinal);
        Assert.StartsWith("usage: ./dev test NAME [FILTER], or accept; NAME is one of: Cli ", Refused("accept"), StringComparison.Ordinal);
        Assert.StartsWith("no tests/QapiGen.Foo.Tests; usage: ./dev test NAME ", Refused("test", "Foo"), StringComparison.Ordinal);
        Assert.Equal("usage: ./dev generated PROJECT\n", Refused("generated"));
        Assert.Equal("usage: ./dev release-pages FOLDER\n", Refused("release-pages"));
        Assert.Equal("no package is made of samples/JobHost; usage: ./dev sbom [PROJECT [FOLDER]], such as runtime/QapiGen.Runtime\n", Refused("sbom", "samples/JobHost"));
        Assert.StartsWith("no package is made of runtime/QapiGen.Nope; ", Refused("sbom", "runtime/QapiGen.Nope"), StringComparison.Ordinal);
        Assert.Equal("usage: ./dev new-rule QAPI1052 kebab-name\n", Refused("new-rule", "QAPI1052"));
    }

    [BashFact]
    public void A_verb_that_is_none_is_an_error() => Assert.StartsWith("no 'chek'\n./dev check ", Refused("chek"), StringComparison.Ordinal);

    private static string Refused(params string[] arguments)
    {
        using Process dev = Process.Start(new ProcessStartInfo("bash", [RepositoryPaths.Get("dev"), .. arguments]) { RedirectStandardError = true })!;
        string error = dev.StandardError.ReadToEnd();
        dev.WaitForExit();
        Assert.Equal(2, dev.ExitCode);
        return error;
    }
}
