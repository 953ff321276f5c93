using System;
using System.Threading.Tasks;
using QapiGen.Emit.Tests.Support;
using QapiGen.Runtime.Client;
using QapiGen.Testing;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>Null where the schema wants a value: C# can't rule it out, and nothing may reach the server.</summary>
public sealed class NullArgumentTests
{
    private static readonly ClientLab Lab = new(
        """
        { 'struct': 'Point', 'data': { 'label': 'str', '*tags': [ 'str' ] } }
        { 'alternate': 'Place', 'data': { 'name': 'str', 'at': 'Point' } }
        { 'command': 'send', 'data': { 'node-name': 'str', 'event': 'Point', 'the-list': [ 'str' ], 'place': 'Place', '*more': [ 'Point' ] } }
        { 'command': 'box', 'boxed': true, 'data': 'Point' }

        """,
        """
        private static Point Good => new() { Label = "x" };
            public static Task Name(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync(null!, Good, [], "p").AsTask();
            public static Task Struct(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", null!, [], "p").AsTask();
            public static Task List(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good, null!, "p").AsTask();
            public static Task Element(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good, new List<string> { "a", null! }, "p").AsTask();
            public static Task ArrayElement(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good, ["a", "b", null!], "p").AsTask();
            public static Task Alternate(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good, [], null!).AsTask();
            public static Task AlternateValue(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good, [], (string)null!).AsTask();
            public static Task OptionalElement(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good, [], "p", [Good, null!]).AsTask();
            public static Task Member(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", new Point { Label = null! }, [], "p").AsTask();
            public static Task MemberElement(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good with { Tags = [null!] }, [], "p").AsTask();
            public static Task Boxed(QmpClient qmp) => new LabCommandsClient(qmp).BoxAsync(null!).AsTask();
            public static Task Proxy(QmpClient qmp) => new LabCommandsClient(null!).SendAsync("n", Good, [], "p").AsTask();
            public static Task Whole(QmpClient qmp) => new LabClient(null!).SendAsync("n", Good, [], "p").AsTask();
            public static Task Fine(QmpClient qmp) => new LabCommandsClient(qmp).SendAsync("n", Good, ["a"], "p", null).AsTask();
        """);

    [Theory]
    [InlineData("Name", "nodeName")]
    [InlineData("Struct", "event")]
    [InlineData("List", "theList")]
    [InlineData("Element", "theList", "Element 1 of 'theList' is null")]
    [InlineData("ArrayElement", "theList", "Element 2 of 'theList' is null")]
    [InlineData("Alternate", "place")]
    [InlineData("AlternateValue", "value")]
    [InlineData("OptionalElement", "more", "Element 1 of 'more' is null")]
    [InlineData("Member", "Label")]
    [InlineData("MemberElement", "Tags", "Element 0 of 'Tags' is null")]
    [InlineData("Boxed", "arguments")]
    [InlineData("Proxy", "client")]
    [InlineData("Whole", "client")]
    public async Task Null_is_refused_by_the_name_of_its_parameter_and_nothing_is_sent(string method, string name, string? message = null)
    {
        await using var server = new FakeQmpServer();
        server.On("send").Returns("{}");
        await using QmpClient client = await server.ConnectAsync();

        ArgumentNullException error = await Assert.ThrowsAsync<ArgumentNullException>(() => Lab.CallAsync(method, client));

        Assert.Equal(name, error.ParamName);
        Assert.Contains(message ?? name, error.Message, StringComparison.Ordinal);
        await Lab.CallAsync("Fine", client);
        Assert.Equal("send", Assert.Single(server.Calls, call => call.Command != "qmp_capabilities").Command);
    }
}
