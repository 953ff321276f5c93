using System;
using System.IO;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;

namespace QapiGen.Hosting;

/// <summary>
/// Tries whether TLS takes a certificate, by a handshake in memory: what its library refuses, such as a key that is too short, it says with the first client only, when the host has long started.
/// </summary>
internal static class TlsTrial
{
    private const int UsualRsaBits = 2048;

    // It takes a few milliseconds; of a machine that stands still nothing is learnt.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Why no client could be served with a certificate, to be read behind its name; null if nothing is known against it.</summary>
    /// <param name="context">The certificate, with its key.</param>
    public static string? WhyRefused(SslStreamCertificateContext context)
    {
        try
        {
            Task.Run(() => ShakeHandsAsync(context)).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or CryptographicException)
        {
            return IsShort(context.TargetCertificate, out int bits)
                ? $"its key, RSA of {bits} bits, is too short for TLS: make one of {UsualRsaBits} bits or more"
                : $"TLS refuses it: {(e.InnerException ?? e).Message}";
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static bool IsShort(X509Certificate2 certificate, out int bits)
    {
        using RSA? key = certificate.GetRSAPublicKey();
        bits = key?.KeySize ?? 0;
        return key is not null && bits < UsualRsaBits;
    }

    private static async Task ShakeHandsAsync(SslStreamCertificateContext context)
    {
        using var patience = new CancellationTokenSource(Patience);
        var toServer = new Pipe();
        var toClient = new Pipe();
        using var server = new SslStream(new TwoPipes(toServer.Reader, toClient.Writer));
        using var client = new SslStream(new TwoPipes(toClient.Reader, toServer.Writer));
        Task other = client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null }, patience.Token);
        try
        {
            await server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, patience.Token).ConfigureAwait(false);
        }
        finally
        {
            await toClient.Writer.CompleteAsync().ConfigureAwait(false);
            await other.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class TwoPipes(PipeReader reader, PipeWriter writer) : Stream
    {
        private readonly Stream _input = reader.AsStream();
        private readonly Stream _output = writer.AsStream();

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => _input.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _input.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => _output.Write(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _output.WriteAsync(buffer, cancellationToken);

        public override void Flush() => _output.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
