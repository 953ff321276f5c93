using QapiGen.Emit.Planning;
using QapiGen.Emit.Tests.Support;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>QAPI names as C# identifiers.</summary>
public sealed class NameTests
{
    // Spec K-4, K-11.
    [Theory]
    [InlineData("job-pause", "JobPause")]
    [InlineData("x-foo", "XFoo")]
    [InlineData("xfoo", "Xfoo")]
    [InlineData("x86_64", "X86_64")]
    [InlineData("2_5", "_2_5")]
    [InlineData("3des", "_3des")]
    [InlineData("1-2", "_1_2")]
    [InlineData("12", "_12")]
    [InlineData("QCryptoTLSCredsEndpoint", "QCryptoTLSCredsEndpoint")]
    [InlineData("__com.acme_Foo-bar", "ComAcmeFooBar")]
    [InlineData("null", "Null")]
    [InlineData("qmp_capabilities", "QmpCapabilities")]
    public void Words_begin_with_a_capital(string name, string identifier) => Assert.Equal(identifier, CSharpNames.Pascal(name));

    // Spec K-11.
    [Theory]
    [InlineData("JOB_STATUS_CHANGE", "JobStatusChange")]
    [InlineData("HV_BALLOON_STATUS_REPORT", "HvBalloonStatusReport")]
    [InlineData("STOP", "Stop")]
    [InlineData("__org.qemu_EVENT", "OrgQemuEVENT")]
    public void Events_are_lowered_when_they_are_all_capitals(string name, string identifier) => Assert.Equal(identifier, CSharpNames.PascalEvent(name));

    // Spec K-2.
    [Theory]
    [InlineData("Id", "id")]
    [InlineData("Event", "@event")]
    [InlineData("Base", "@base")]
    [InlineData("_2", "_2")]
    public void Parameters_begin_small_and_keywords_are_escaped(string property, string parameter) => Assert.Equal(parameter, CSharpNames.Camel(property));

    // Spec K-7, K-8.
    [Fact]
    public void Of_equal_names_the_later_gets_a_number()
    {
        var scope = new NameScope(owner: "Taken");
        Assert.Equal(["AB", "AB2", "AB3", "TakenValue", "TakenValue2"], [scope.Add("AB"), scope.Add("AB"), scope.Add("AB"), scope.Add("Taken"), scope.Add("Taken")]);
    }

    [Theory]
    [InlineData("qapi/qapi-schema.json", "Qapi")]
    [InlineData("job.json", "Job")]
    [InlineData("job-host.json", "JobHost")]
    [InlineData("-schema.json", "Schema")]
    public void A_root_is_named_after_its_file(string module, string name) => Assert.Equal(name, CSharpNames.RootName(module));

    // Spec K-6, K-9, K-10.
    [Fact]
    public void Types_named_as_members_of_generated_records_compile() => InMemoryCompiler.Compile(Generated.Emit(Generated.Parse("""
        { 'enum': 'Kind', 'data': [ 'unknown', 'read', 'none' ] }
        { 'struct': 'Read', 'data': { 'read': 'str' } }
        { 'struct': 'Write', 'data': { '*write': 'Read' } }
        { 'struct': 'Equals', 'base': 'Read', 'data': { 'equals': 'bool' } }
        { 'struct': 'Clone', 'data': { 'clone': [ 'Clone' ] } }
        { 'union': 'Unknown', 'base': { 'kind': 'Kind' }, 'discriminator': 'kind', 'data': { 'unknown': 'Write', 'read': 'Read' } }
        { 'alternate': 'WriteBranch', 'data': { 'text': 'str', 'one': 'Unknown' } }
        { 'command': 'go', 'data': { 'a': 'WriteBranch', 'b': 'Equals', 'c': [ 'Clone' ] }, 'returns': 'Unknown' }
        """)));

    [Theory]
    [InlineData("")]
    [InlineData("QJson")]
    [InlineData("Test.QWire")]
    public void Names_of_the_aliases_in_generated_files_can_be_used(string place) => InMemoryCompiler.Compile(Generated.Emit(
        Generated.Parse("""
            { 'enum': 'QWire', 'data': [ 'json', 'QWire' ] }
            { 'struct': 'QJson', 'data': { 'wire': 'QWire', '*qmetadata': [ 'QClient' ] } }
            { 'struct': 'QClient', 'data': { 'QJson': 'QJson' } }
            { 'command': 'serve', 'data': { 'QServer': 'QClient', 'QMessages': 'QWire' }, 'returns': 'QJson' }
            { 'event': 'MESSAGES', 'data': { 'QWire': 'QWire' } }
            """),
        new GenerationOptions { Namespace = place }));
}
