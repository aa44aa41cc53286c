using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.IntegrationTests.OpenSsl;

/// <summary>The smallest shell that a <see cref="DtlsEndpoint"/> can have: one UDP socket on loopback, one thread, which is the test's.</summary>
internal sealed class DtlsSocket : IDisposable
{
    private readonly UdpClient _socket;
    private readonly DtlsEndpoint _endpoint;
    private readonly ILocalCertificate _certificate;
    private readonly StringBuilder _received = new();
    private readonly long _origin = Stopwatch.GetTimestamp();
    private IPEndPoint? _peer;

    /// <summary>Binds to a free port; a client knows its server, a server learns its client from the first datagram.</summary>
    public DtlsSocket(DtlsRole role, CertificateFingerprint peerFingerprint, IPEndPoint? server = null, int maxDatagramSize = 1200)
    {
        _socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        _peer = server;
        var crypto = new SystemCrypto();
        _certificate = crypto.CreateCertificate();
        _endpoint = new DtlsEndpoint(new DtlsOptions(role, _certificate) { MaxDatagramSize = maxDatagramSize }, crypto, SystemRandom.Instance);
        _endpoint.SetRemoteFingerprint(peerFingerprint);
    }

    public int Port => ((IPEndPoint)_socket.Client.LocalEndPoint!).Port;

    public DtlsState State => _endpoint.State;

    public DtlsCounters Counters => _endpoint.Counters;

    public List<string> Failures { get; } = [];

    /// <summary>All application data so far, as text.</summary>
    public string Received => _received.ToString();

    public int LargestDatagramReceived { get; private set; }

    private Timestamp Now => new(Stopwatch.GetElapsedTime(_origin).Ticks);

    public void Start()
    {
        _endpoint.Start(Now);
        Drain(default);
    }

    /// <summary>Serves the socket until the condition holds; false where it does not within the limit.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > limit) return false;
            if (_socket.Client.Poll(5_000, SelectMode.SelectRead)) Receive();
            if (_endpoint.NextTimeout > Now) continue;
            _endpoint.HandleTimeout(Now);
            Drain(default);
        }

        return true;
    }

    public void Send(string text)
    {
        byte[] plaintext = Encoding.ASCII.GetBytes(text);
        byte[] record = new byte[DtlsEndpoint.SealHeadroom + plaintext.Length + DtlsEndpoint.SealTailroom];
        plaintext.CopyTo(record, DtlsEndpoint.SealHeadroom);
        _socket.Send(record, _endpoint.Seal(record, plaintext.Length), _peer);
    }

    public void Close()
    {
        _endpoint.Close(Now);
        Drain(default);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _certificate.Dispose();
    }

    private void Receive()
    {
        IPEndPoint? from = null;
        byte[] datagram;
        try
        {
            datagram = _socket.Receive(ref from);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused)
        {
            Thread.Yield(); // the other process is not there yet, or no more
            return;
        }

        _peer ??= from;
        LargestDatagramReceived = Math.Max(LargestDatagramReceived, datagram.Length);
        _endpoint.HandleDatagram(Now, default, datagram);
        Drain(datagram);
    }

    private void Drain(ReadOnlySpan<byte> handled)
    {
        byte[] buffer = new byte[2048];
        while (_endpoint.TryPollTransmit(Now, buffer, out Transmit transmit)) _socket.Send(buffer, transmit.Length, _peer);
        while (_endpoint.TryPollEvent(out DtlsEvent e))
        {
            if (e.Kind == DtlsEventKind.ApplicationData) _received.Append(Encoding.ASCII.GetString(handled.Slice(e.Offset, e.Length)));
            if (e.Kind == DtlsEventKind.Failed) Failures.Add(e.Reason!);
        }
    }
}
