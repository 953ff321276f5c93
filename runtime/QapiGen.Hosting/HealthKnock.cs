using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;

namespace QapiGen.Hosting;

/// <summary>Listens to what comes from a socket that was connected to: whether it is what a QMP service says, since anybody may have taken its place.</summary>
internal static class HealthKnock
{
    private const string Beginning = "{\"QMP\":";

    /// <summary>Whether a greeting comes (QMP spec 6); of it only the beginning is waited for.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static async ValueTask<string?> FindFaultOfGreetingAsync(Stream stream, string description, CancellationToken cancellationToken)
    {
        var heard = new StringBuilder();
        byte[] buffer = new byte[256];
        while (heard.Length < Beginning.Length)
        {
            int count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return heard.Length == 0 ? $"{description} closes connections at once" : $"{description} answers with something else than the greeting of QMP";
            }

            // White space is anywhere where output is pretty.
            foreach (char letter in Encoding.Latin1.GetString(buffer, 0, count))
            {
                heard.Append(letter is ' ' or '\r' or '\n' or '\t' ? "" : letter);
            }

            int length = Math.Min(heard.Length, Beginning.Length);
            if (heard.ToString(0, length) != Beginning[..length])
            {
                return $"{description} answers with something else than the greeting of QMP";
            }
        }

        return null;
    }

    /// <summary>Whether a service takes the connection that says nothing to it (QMP spec 16).</summary>
    /// <returns>What is wrong, or null.</returns>
    public static async ValueTask<string?> FindFaultOfSilenceAsync(Stream stream, string description, QmpServiceProbe probe, CancellationToken cancellationToken)
    {
        // Elsewhere it is a client's, which nobody closes.
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        int count = await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        return probe.HasArrived ? null : count == 0 ? $"{description} closes connections at once" : $"{description} answers with something else than a guest agent does";
    }

    /// <summary>Whether TLS is spoken. What comes of the handshake is between the server and clients that have certificates.</summary>
    /// <returns>What is wrong, or null.</returns>
    [SuppressMessage("Security", "CA5359", Justification = "Nothing is told to the server, nor believed; certificates are for those who do.")]
    public static async ValueTask<string?> FindFaultOfTlsAsync(Stream stream, string description, CancellationToken cancellationToken)
    {
        var first = new FirstByteStream(stream);
        var secure = new SslStream(first, leaveInnerStreamOpen: true);
        await using (secure.ConfigureAwait(false))
        {
            try
            {
                await secure.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true },
                    cancellationToken).ConfigureAwait(false);

                // Who has no certificate learns it now; else the service has to have the connection before it isn't expected any more.
                if (OperatingSystem.IsLinux())
                {
                    _ = await secure.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
                }

                return null;
            }
            catch (Exception e) when (e is AuthenticationException or IOException)
            {
                // Records of TLS (RFC 8446, 5.1): an alert, part of a handshake.
                return first.Value is 21 or 22 ? null
                    : first.Value is null ? $"{description} closes connections at once"
                    : $"{description} answers with something else than TLS";
            }
        }
    }

    /// <summary>Remembers the first byte that is read.</summary>
    private sealed class FirstByteStream(Stream inner) : Stream
    {
        public byte? Value { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Value ??= count > 0 ? buffer.Span[0] : null;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
