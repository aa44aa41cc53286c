using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>The least that runs a <see cref="TurnClient"/> over a real socket: one loop, turned by the test.</summary>
internal sealed class TurnShell : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Socket _socket;
    private readonly Stream? _stream;
    private readonly StreamFramer _framer = new();
    private readonly byte[] _buffer = new byte[4096];
    private Task<int>? _reading;

    private TurnShell(Coturn server, TurnTransport transport, Socket socket, Stream? stream, string password, string? realm, string? nonce)
    {
        _socket = socket;
        _stream = stream;
        int port = transport == TurnTransport.Tls ? server.SecurePort : server.Port;
        var options = new TurnClientOptions(stream is null ? SocketId.IPv4 : new SocketId(SocketId.FirstStream), Address(port), transport)
        {
            Username = Coturn.Username,
            Credential = password,
            Realm = realm,
            Nonce = nonce,
        };
        Client = new TurnClient(options, NativeCrypto.Create(), SystemRandom.Instance);
        Client.Start(Now);
    }

    public TurnClient Client { get; }

    public TurnFailure? Failure { get; private set; }

    /// <summary>What peers sent, with who they are.</summary>
    public List<(TransportAddress Peer, byte[] Bytes)> Received { get; } = [];

    public Timestamp Now => new(_clock.Elapsed.Ticks + 1);

    public static TransportAddress Address(int port) => TransportAddress.FromAddress(IPAddress.Loopback, (ushort)port);

    public static async Task<TurnShell> OpenAsync(Coturn server, TurnTransport transport, string password = Coturn.Password, string? realm = null, string? nonce = null)
    {
        if (transport == TurnTransport.Udp)
        {
            var udp = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            udp.Connect(IPAddress.Loopback, server.Port);
            return new TurnShell(server, transport, udp, null, password, realm, nonce);
        }

        var tcp = new Socket(System.Net.Sockets.AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await tcp.ConnectAsync(IPAddress.Loopback, transport == TurnTransport.Tls ? server.SecurePort : server.Port);
        Stream stream = new NetworkStream(tcp);
        if (transport == TurnTransport.Tls)
        {
            var secure = new SslStream(stream, leaveInnerStreamOpen: false, server.Trusts);
            await secure.AuthenticateAsClientAsync("localhost");
            stream = secure;
        }

        return new TurnShell(server, transport, tcp, stream, password, realm, nonce);
    }

    /// <summary>Sends to a peer over the relay.</summary>
    public bool Send(TransportAddress peer, ReadOnlySpan<byte> bytes)
    {
        int offset = DataIndication.MaxHeadroom;
        int length = bytes.Length;
        bytes.CopyTo(_buffer.AsSpan(offset));
        if (!Client.TryWrap(Now, _buffer, peer, ref offset, ref length)) return false;
        Write(offset, length);
        return true;
    }

    /// <summary>Turns the loops of all until something is true.</summary>
    public static async Task<bool> RunUntilAsync(Func<bool> condition, params TurnShell[] shells)
    {
        var limit = Stopwatch.StartNew();
        while (!condition())
        {
            if (limit.Elapsed > TimeSpan.FromSeconds(15)) return false;
            foreach (TurnShell shell in shells) shell.Turn();
            await Task.Delay(1);
        }

        return true;
    }

    public void Dispose()
    {
        Client.Release(Now);
        Drain();
        _stream?.Dispose();
        _socket.Dispose();
    }

    private void Turn()
    {
        Receive();
        if (Client.NextTimeout <= Now) Client.HandleTimeout(Now);
        Drain();
    }

    private void Drain()
    {
        while (Client.TryPollTransmit(Now, _buffer, out Transmit transmit)) Write(transmit.Offset, transmit.Length);
        while (Client.TryPollEvent(out TurnEvent e))
        {
            if (e.Kind == TurnEventKind.Failed) Failure = e.Failure;
        }
    }

    private void Receive()
    {
        if (_stream is null)
        {
            while (_socket.Available > 0) Handle(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            return;
        }

        _reading ??= _stream.ReadAsync(_framer.GetSegment(), CancellationToken.None).AsTask();
        if (!_reading.IsCompletedSuccessfully) return;
        _framer.Advance(_reading.Result);
        _reading = null;
        while (_framer.TryRead(out Span<byte> message)) Handle(message);
    }

    private void Handle(Span<byte> datagram)
    {
        Client.HandleDatagram(Now, new DatagramInfo(Client.Options.Socket, Client.Options.Server), datagram);
        if (Client.TryPollData(out TurnEvent data)) Received.Add((data.Peer, datagram.Slice(data.Offset, data.Length).ToArray()));
        Drain();
    }

    private void Write(int offset, int length)
    {
        if (_stream is null) _socket.Send(_buffer, offset, length, SocketFlags.None);
        else _stream.Write(_buffer, offset, length);
    }
}
