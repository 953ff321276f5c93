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
    [InlineData("tls:host.example:4444", QmpAddressKind.Tcp, "host.example", 4444)]
    [InlineData("tls:[::1]:0", QmpAddressKind.Tcp, "::1", 0)]
    [InlineData("./a:b/qmp.sock", QmpAddressKind.Unix, "./a:b/qmp.sock", 0)]
    [InlineData("C:/run/qmp.sock", QmpAddressKind.Unix, "C:/run/qmp.sock", 0)]
    [InlineData("pipe:qmp", QmpAddressKind.Pipe, "qmp", 0)]
    [InlineData("unix:/run/a,,b,,,,c.sock,server,nowait,reconnect-ms=5", QmpAddressKind.Unix, "/run/a,b,,c.sock", 0)]
    [InlineData("/run/a,b.sock", QmpAddressKind.Unix, "/run/a,b.sock", 0)]
    [InlineData("unix:/run/a,,", QmpAddressKind.Unix, "/run/a,", 0)]
    public void Forms_are_read(string text, QmpAddressKind kind, string path, int port)
    {
        QmpAddress address = QmpAddress.Parse(text);

        Assert.Equal((kind, path, port), (address.Kind, address.Path, address.Port));
        Assert.Equal(text.StartsWith("tls:", StringComparison.Ordinal), address.UsesTls);
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
    [InlineData("unx:/run/qmp.sock")]
    [InlineData("Unix:/run/qmp.sock")]
    [InlineData("http://host/qmp")]
    [InlineData("tcp://host:4444")]
    [InlineData("tls:host")]
    [InlineData("host:4444")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(QmpAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => QmpAddress.Parse(text));
    }

    // What QEMU would do by them isn't done here: a server that asks for TLS would speak plain text.
    [Theory]
    [InlineData("tcp:127.0.0.1:4444,server=on,tls-creds=tls0", "'tcp:127.0.0.1:4444,server=on,tls-creds=tls0' is not an address: 'tls-creds=tls0' has no effect here, where tls:HOST:PORT asks for TLS")]
    [InlineData("tcp:host:4444,to=4450", "'to=4450' behind the comma is no option that it may have, such as server=on; a comma of a path's is written twice")]
    [InlineData("unix:/run/a,b.sock", "'b.sock' behind the comma is no option")]
    [InlineData("unix:/run/a,,b.sock,abstract=on", "'abstract=on' behind the comma")]
    [InlineData("tcp:host:4444,", "'' behind the comma")]
    [InlineData("pipe:qmp,sever=on", "'sever=on' behind the comma")]
    public void Options_that_would_have_no_effect_are_refused(string text, string reason)
    {
        Assert.False(QmpAddress.TryParse(text, out _));
        Assert.Contains(reason, Assert.Throws<FormatException>(() => QmpAddress.Parse(text)).Message);
    }

    [Fact]
    public void Listening_for_TLS_without_a_certificate_is_refused()
    {
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => QmpListener.Bind(QmpAddress.Tls("localhost", 0)));

        Assert.Equal("tls:localhost:0 asks for TLS, and there is no certificate: set QmpListenOptions.Tls.Server", refusal.Message);
    }
}
