using System.Text;
using QapiGen.Runtime.Client.Reading;
using Xunit;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>What isn't JSON may have values without names; they belong to no member, of this message or of one before.</summary>
public sealed class NamelessMemberTests
{
    [Fact]
    public void A_value_without_a_name_has_none_of_the_message_before()
    {
        var scanner = new MessageScanner(1024);
        byte[] first = Encoding.UTF8.GetBytes("{\"something-long\": 1, \"id\": 2}");
        Assert.True(scanner.TryScan(first));
        scanner.Reset();
        byte[] second = Encoding.UTF8.GetBytes("{:3}");
        Assert.True(scanner.TryScan(second));

        var message = new ReceivedMessage(second, scanner.Marks);

        Assert.True(message.Id.IsEmpty);
    }

    [Fact]
    public void A_value_without_a_name_has_none_of_the_member_before()
    {
        var scanner = new MessageScanner(1024);
        byte[] bytes = Encoding.UTF8.GetBytes("{\"id\": 1, : 2}");
        Assert.True(scanner.TryScan(bytes));

        var message = new ReceivedMessage(bytes, scanner.Marks);

        Assert.Equal("1", Encoding.UTF8.GetString(message.Id));
    }
}
