using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace QapiGen.Hosting;

/// <summary>
/// TLS of a service's own listeners that goes on with its files: what a renewal puts in their place is taken for the connections that come. What can't be used, since it
/// is written half or doesn't fit together, is logged, and what there was stays.
/// </summary>
/// <remarks>It looks from time to time instead of being told: a watcher of the system's sees neither what links of links lead to nor what other machines change.</remarks>
internal sealed class TlsRenewal : IDisposable
{
    /// <summary>How often it looks. What has changed is taken at the look after that, if it has stayed the same: a certificate and its key are two files, which are written one after the other.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly QmpHostingTlsOptions _settings;
    private readonly string _key;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private FileState[] _used;
    private FileState[] _seen;
    private (FileState[] Files, string Fault)? _refused;

    /// <summary>Reads the files, and looks after them from now on.</summary>
    /// <param name="settings">Names them.</param>
    /// <param name="key">Where in configuration they stand, for messages.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">For what is taken, and what can't be.</param>
    /// <exception cref="InvalidOperationException">A file isn't there, or isn't what it should be; the message begins with the setting's key.</exception>
    public TlsRenewal(QmpHostingTlsOptions settings, string key, TimeProvider clock, ILogger logger)
    {
        (_settings, _key, _clock, _logger) = (settings, key, clock, logger);

        // Before the files are read, so that a change meanwhile is seen.
        _used = _seen = Look();
        Options = TlsFiles.Load(settings, key);
        _timer = clock.CreateTimer(static state => ((TlsRenewal)state!).Renew(), this, Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What listeners use, for each connection as it is then.</summary>
    public SslServerAuthenticationOptions Options { get; }

    public void Dispose() => _timer.Dispose();

    private void Renew()
    {
        try
        {
            FileState[] now = Look();
            if (now.SequenceEqual(_used))
            {
                _refused = null;
            }
            else if (now.SequenceEqual(_seen))
            {
                Take(now);
            }

            _seen = now;
        }
#pragma warning disable CA1031 // What there was stays, whatever is the case; and the log is told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Refuse(_seen, e.Message);
        }
        finally
        {
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    // What can't be used now may be at a later look, without a change that is seen: a key that may be read then.
    private void Take(FileState[] now)
    {
        SslServerAuthenticationOptions read = TlsFiles.Load(_settings, _key);
        Options.CertificateChainPolicy = read.CertificateChainPolicy;
        Options.ServerCertificateContext = read.ServerCertificateContext;
        _used = now;
        _refused = null;
        X509Certificate2 certificate = read.ServerCertificateContext!.TargetCertificate;
        HostingLog.CertificateTaken(_logger, _settings.Certificate, certificate.NotAfter.ToUniversalTime());
        TellOutOfTime(_settings.Certificate, [certificate]);
        TellOutOfTime(_settings.ClientCa, read.CertificateChainPolicy?.CustomTrustStore ?? []);
    }

    // As the listener does of what is there at the start.
    private void TellOutOfTime(string path, IEnumerable<X509Certificate2> certificates)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        foreach (X509Certificate2 certificate in certificates.Where(certificate => now < certificate.NotBefore || now > certificate.NotAfter))
        {
            HostingLog.TakenOutOfTime(_logger, certificate.Subject, path, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        }
    }

    private void Refuse(FileState[] files, string fault)
    {
        if (_refused is not { } told || told.Fault != fault || !told.Files.SequenceEqual(files))
        {
            _refused = (files, fault);
            HostingLog.CertificateNotTaken(_logger, fault);
        }
    }

    private FileState[] Look() => [FileState.Of(_settings.Certificate), FileState.Of(_settings.Key), FileState.Of(_settings.ClientCa)];

    private readonly record struct FileState(string Path, long Length, DateTime Written)
    {
        public static FileState Of(string path)
        {
            try
            {
                if (path.Length == 0)
                {
                    return default;
                }

                // Of a whole path: .NET takes what the link of a bare name leads to for a name in the root.
                string whole = System.IO.Path.GetFullPath(path);
                var file = new FileInfo(File.ResolveLinkTarget(whole, returnFinalTarget: true)?.FullName ?? whole);
                return file.Exists ? new FileState(file.FullName, file.Length, file.LastWriteTimeUtc) : default;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return default;
            }
        }
    }
}
