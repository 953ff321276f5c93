using System.Linq;
using QapiGen.Cli.Shell.Catalog;
using QapiGen.Cli.Shell.Input;
using QapiGen.Cli.Tests.Support;
using Xunit;

namespace QapiGen.Cli.Tests.Shell;

public sealed class RequestReaderTests
{
    [Theory]
    [InlineData("query-jobs", "query-jobs", null)]
    [InlineData("job-cancel id=5", "job-cancel", """{"id":"5"}""")]
    [InlineData("job-cancel j0", "job-cancel", """{"id":"j0"}""")]
    [InlineData("job-cancel \"a b\"", "job-cancel", """{"id":"a b"}""")]
    [InlineData("job-cancel id='it is \"x\"'", "job-cancel", """{"id":"it is \u0022x\u0022"}""")]
    [InlineData("job-cancel id=", "job-cancel", """{"id":""}""")]
    [InlineData("job-cancel {\"id\": \"a b\"}", "job-cancel", """{"id":"a b"}""")]
    [InlineData("blockdev-add filename=x driver=file read-only=on", "blockdev-add", """{"filename":"x","driver":"file","read-only":true}""")]
    [InlineData("blockdev-add driver=qcow2 file.driver=file file.filename=y", "blockdev-add", """{"driver":"qcow2","file":{"driver":"file","filename":"y"}}""")]
    [InlineData("blockdev-add driver=qcow2 file=base cache-size=2M", "blockdev-add", """{"driver":"qcow2","file":"base","cache-size":2097152}""")]
    [InlineData("blockdev-add driver=qcow2 file=null", "blockdev-add", """{"driver":"qcow2","file":null}""")]
    [InlineData("blockdev-add driver=qcow2 file=\"null\"", "blockdev-add", """{"driver":"qcow2","file":"null"}""")]
    [InlineData("blockdev-add driver=qcow2 file={\"driver\": \"null-co\"}", "blockdev-add", """{"driver":"qcow2","file":{"driver":"null-co"}}""")]
    [InlineData("blockdev-add driver=null-co", "blockdev-add", """{"driver":"null-co"}""")]
    [InlineData("tune factor=1.5e3", "tune", """{"factor":1500}""")]
    [InlineData("tune factor=-0x10", "tune", null, "'-0x10' is no value for 'factor'")]
    [InlineData("tune modes=running,paused", "tune", """{"modes":["running","paused"]}""")]
    [InlineData("tune modes=running modes=paused", "tune", """{"modes":["running","paused"]}""")]
    [InlineData("tune names=[\"a,b\"]", "tune", """{"names":["a,b"]}""")]
    [InlineData("tune names=\"a,b\"", "tune", """{"names":["a,b"]}""")]
    [InlineData("tune nodes.0.driver=null-co nodes.1.driver=file nodes.1.filename=f", "tune", """{"nodes":[{"driver":"null-co"},{"driver":"file","filename":"f"}]}""")]
    [InlineData("tune extra=5", "tune", """{"extra":5}""")]
    [InlineData("tune extra=\"5\"", "tune", """{"extra":"5"}""")]
    [InlineData("tune extra=hello", "tune", """{"extra":"hello"}""")]
    [InlineData("tune limits.low=-4K limits.__com.example_high=0xff", "tune", """{"limits":{"low":-4096,"__com.example_high":255}}""")]
    [InlineData("{\"execute\": \"anything\", \"arguments\": {\"a\": 1}, \"id\": 7}", "anything", """{"a":1}""")]
    public void A_line_becomes_a_command(string line, string command, string? arguments, string? error = null)
    {
        if (error is not null)
        {
            Assert.Contains(error, Assert.Throws<InputException>(() => Read(line)).Message);
            return;
        }

        ShellRequest request = Read(line);

        Assert.Equal(command, request.Command);
        Assert.Equal(arguments, request.Arguments?.ToJsonString());
    }

    [Theory]
    [InlineData("job-cancle x", "there is no command 'job-cancle'", "Did you mean 'job-cancel'?")]
    [InlineData("xyzzy", "there is no command 'xyzzy'", ".commands")]
    [InlineData("job-cancel", "'id' is missing", "Write id=VALUE.")]
    [InlineData("job-cancel idd=x", "there is no argument 'idd'", "Did you mean 'id'?")]
    [InlineData("job-cancel a b", "'b' is no argument", "As far as the schema shows, 'job-cancel' takes 'id' only.")]
    [InlineData("query-jobs x", "'x' is no argument", "'query-jobs' takes no arguments.")]
    [InlineData("query-jobs null", "'null' is no argument", "'query-jobs' takes no arguments.")]
    [InlineData("tune fast", "'fast' is no argument", "NAME=VALUE")]
    [InlineData("{\"execute\": \"query-jobs\", \"arguments\": 5}", "a message's 'arguments' are an object", "\"arguments\": {\"id\": \"job0\"}")]
    [InlineData("{\"execute\": \"query-jobs\", \"arguments\": null}", "a message's 'arguments' are an object", "\"arguments\": {\"id\": \"job0\"}")]
    [InlineData("{\"execute\": \"query-jobs\", \"arguments\": [1]}", "a message's 'arguments' are an object", "\"arguments\": {\"id\": \"job0\"}")]
    [InlineData("job-cancel id=a id=b", "'id' is given more than once", null)]
    [InlineData("job-cancel \"a", "a quote or bracket isn't closed", null)]
    [InlineData("blockdev-add driver=fil", "'fil' is no value for 'driver'", "Did you mean 'file'?")]
    [InlineData("blockdev-add driver=zfs", "'zfs' is no value for 'driver'", "Valid are 'file', 'qcow2' and 'null-co'.")]
    [InlineData("blockdev-add filename=x", "there is no argument 'filename'", "depends on 'driver'")]
    [InlineData("blockdev-add driver=file", "'filename' is missing", null)]
    [InlineData("blockdev-add driver=null-co read-only=maybe", "'maybe' is no value for 'read-only'", "Write true or false.")]
    [InlineData("blockdev-add driver=qcow2 file.driver=file", "'file.filename' is missing", null)]
    [InlineData("blockdev-add driver=qcow2 file.driver=file file.name=x", "'file' has no member 'name'", "'filename'")]
    [InlineData("blockdev-add driver=qcow2 file=x cache-size=2Q", "'2Q' is no value for 'cache-size'", "4K")]
    [InlineData("blockdev-add driver=qcow2 file=x cache-size=99999999999999999999", "is no value for 'cache-size'", null)]
    [InlineData("tune nodes.1.driver=null-co", "'nodes' is an array, and '1' is not its next index", "nodes.0")]
    [InlineData("tune limits=5", "'limits' is an object", "limits.MEMBER=VALUE")]
    [InlineData("tune names=[\"a\"", "a quote or bracket isn't closed", null)]
    [InlineData("tune names=[a]", "that isn't JSON", null)]
    [InlineData("!query-jobs", "'query-jobs' can't run out-of-band", "Leave the '!' out.")]
    [InlineData("{\"exec\": \"x\"}", "a message needs 'execute'", "query-status")]
    [InlineData("{\"execute\": \"x\", \"args\": {}}", "a message has no member 'args'", "'arguments'")]
    [InlineData("{\"execute\": 5}", "a message needs 'execute'", null)]
    [InlineData("{\"execute\": \"x\"} y", "something follows the message", null)]
    [InlineData("{\"execute\" \"x\"}", "that isn't JSON", null)]
    public void A_wrong_line_says_what_would_be_right(string line, string message, string? hint)
    {
        InputException e = Assert.Throws<InputException>(() => Read(line));

        Assert.Contains(message, e.Message);
        Assert.Contains(hint ?? string.Empty, e.Hint ?? string.Empty);
    }

    [Fact]
    public void A_leading_exclamation_mark_means_out_of_band()
    {
        ShellRequest request = Read("!job-pause j0");

        Assert.True(request.IsOutOfBand);
        Assert.Equal("job-pause", request.Command);
        Assert.True(Read("{\"exec-oob\": \"x\"}").IsOutOfBand);
    }

    [Theory]
    [InlineData("query-jobs all=1", """{"all":1}""", "there is no argument 'all'. It takes none.")]
    [InlineData("job-cancel id=a fource=on", """{"id":"a","fource":"on"}""", "there is no argument 'fource'. Valid are 'id'.")]
    [InlineData("blockdev-add driver=null-co raed-only=true", """{"driver":"null-co","raed-only":true}""", "Did you mean 'read-only'?")]
    public void What_introspection_does_not_show_is_left_to_the_server_to_judge(string line, string arguments, string hint)
    {
        ShellRequest request = Read(line);

        Assert.Equal(arguments, request.Arguments!.ToJsonString());
        Assert.EndsWith(hint, request.Hint);
    }

    [Fact]
    public void Without_a_schema_values_are_read_by_their_looks()
    {
        var reader = new RequestReader(ShellCatalog.Empty);

        ShellRequest request = reader.Read("x a=5 b=text c=true d=[1] e=\"5\" f.g=null h=1x");

        Assert.Equal("""{"a":5,"b":"text","c":true,"d":[1],"e":"5","f":{"g":null},"h":"1x"}""", request.Arguments!.ToJsonString());
    }

    [Fact]
    public void Words_of_an_argument_line_need_no_quotes()
    {
        ShellRequest request = new RequestReader(TestSchema.Catalog).Read(new[] { "job-cancel", "id=a b\"c" }.Select(ShellToken.FromArgument).ToArray());

        Assert.Equal("a b\"c", request.Arguments!["id"]!.GetValue<string>());
    }

    private static ShellRequest Read(string line) => new RequestReader(TestSchema.Catalog).Read(line);
}
