using System;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>The forms of addresses.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("unix:/run/qmp.sock", QmpAddressKind.Unix, "/run/qmp.sock", 0)]
    [InlineData("unix:/run/qmp.sock,server=on,wait=off", QmpAddressKind.Unix, "/run/qmp.sock", 0)]
    [InlineData("/run/qmp.sock", QmpAddressKind.Unix, "/run/qmp.sock", 0)]
    [InlineData("./qmp.sock", QmpAddressKind.Unix, "./qmp.sock", 0)]
    [InlineData("unix:a:b", QmpAddressKind.Unix, "a:b", 0)]
    [InlineData("tcp:localhost:4444", QmpAddressKind.Tcp, "localhost", 4444)]
    [InlineData("tcp:127.0.0.1:0,server=on", QmpAddressKind.Tcp, "127.0.0.1", 0)]
    [InlineData("tcp:[::1]:65535", QmpAddressKind.Tcp, "::1", 65535)]
    [InlineData("pipe:qmp", QmpAddressKind.Pipe, "qmp", 0)]
    public void Forms_are_read(string text, QmpAddressKind kind, string path, int port)
    {
        QmpAddress address = QmpAddress.Parse(text);

        Assert.Equal((kind, path, port), (address.Kind, address.Path, address.Port));
        Assert.Equal(address, QmpAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("tcp:")]
    [InlineData("tcp:host")]
    [InlineData("tcp::1")]
    [InlineData("tcp:host:65536")]
    [InlineData("tcp:host:-1")]
    [InlineData("tcp:host:x")]
    [InlineData("tcp:::1:4444")]
    [InlineData("pipe:")]
    [InlineData("qmp")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(QmpAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => QmpAddress.Parse(text));
    }
}
