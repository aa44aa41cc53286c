using System;
using System.Collections.Generic;
using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// Sockets by what .NET has on every system: waits for all by select, and takes and sends one datagram a call. The time that a round takes
/// grows with the number of relays: meant for trying and developing, on Windows and macOS.
/// </summary>
internal sealed class SocketTurnIo : TurnIo
{
    private const int MaxOfSocket = 32;
    private const int BufferSize = 1024 * 1024;
    private const int MaxDatagram = 65535;

    // SIO_UDP_CONNRESET: Windows reports an unreachable client at the next receive, of whomever, unless told not to.
    private const int SioUdpConnectionReset = -1744830452;

    private readonly byte[] _buffer = GC.AllocateArray<byte>(TurnServer.Headroom + MaxDatagram + TurnServer.Tailroom, pinned: true);
    private readonly byte[] _response = GC.AllocateArray<byte>(TurnServer.MaxResponseLength, pinned: true);
    private readonly PortablePort?[] _listeners;
    private readonly List<PortablePort?> _relays = [];
    private readonly Stack<int> _freeRelays = new();
    private readonly Dictionary<Socket, PortablePort> _bySocket = [];
    private readonly List<Socket> _ready = [];
    private readonly LoopbackWakeUp _wakeUp = new();

    /// <inheritdoc cref="TurnIo.Create"/>
    public SocketTurnIo(IReadOnlyList<Socket?> listeners, Func<Timestamp> clock, Action<Exception> faulted)
        : base(clock, faulted)
    {
        _listeners = new PortablePort?[listeners.Count];
        for (int i = 0; i < listeners.Count; i++)
        {
            if (listeners[i] is not Socket socket) continue;
            Prepare(socket);
            _listeners[i] = new PortablePort(socket, i, IsListener: true);
            _bySocket.Add(socket, _listeners[i]!);
        }
    }

    public override bool CanSendUnfragmented => false;

    public override void SendToClient(in ClientTuple client, Span<byte> message)
    {
        if (client.IsStream) Streams.Send(client, message);
        else if (_listeners[client.Listener] is PortablePort port) Send(port, client.Address, message);
    }

    public override void SendToPeer(RelayHandle relay, in TransportAddress peer, Span<byte> datagram)
    {
        if (_relays[relay.Index] is PortablePort port) Send(port, peer, datagram);
    }

    public override void SendToPeerUnfragmented(RelayHandle relay, in TransportAddress peer, Span<byte> datagram) => SendToPeer(relay, peer, datagram);

    public override Span<byte> RentResponse() => _response;

    public override RelayOpenResult TryOpenRelay(in TransportAddress local, out RelayHandle relay)
    {
        relay = default;
        if (RelaySocket.TryOpen(local, out RelayOpenResult result) is not Socket socket) return result;
        Prepare(socket);
        int index = _freeRelays.TryPop(out int free) ? free : _relays.Count;
        if (index == _relays.Count) _relays.Add(null);
        _relays[index] = new PortablePort(socket, index, IsListener: false);
        _bySocket.Add(socket, _relays[index]!);
        relay = new RelayHandle(index);
        return result;
    }

    public override void CloseRelay(RelayHandle relay)
    {
        if (_relays[relay.Index] is not PortablePort port) return;
        _bySocket.Remove(port.Socket);
        port.Socket.Dispose();
        _relays[relay.Index] = null;
        _freeRelays.Push(relay.Index);
    }

    protected override void WakeUp() => _wakeUp.Set();

    protected override void Wait(TimeSpan patience)
    {
        _ready.Clear();
        _ready.Add(_wakeUp.Socket);
        _ready.AddRange(_bySocket.Keys);
        Socket.Select(_ready, null, null, (int)Math.Ceiling(patience.TotalMicroseconds));
    }

    protected override void Receive(Timestamp now)
    {
        foreach (Socket socket in _ready)
        {
            if (socket == _wakeUp.Socket) _wakeUp.Reset();
            else if (_bySocket.TryGetValue(socket, out PortablePort? port)) Receive(now, port);
        }
    }

    protected override void SendAll()
    {
        // All left at once.
    }

    protected override void CloseAll()
    {
        foreach (Socket socket in _bySocket.Keys) socket.Dispose();
        _wakeUp.Dispose();
    }

    private static void Prepare(Socket socket)
    {
        socket.Blocking = false;
        try
        {
            socket.ReceiveBufferSize = BufferSize;
            socket.SendBufferSize = BufferSize;
        }
        catch (SocketException)
        {
            // Some systems refuse what they can't grant; then it is what they grant by themselves.
        }

        if (OperatingSystem.IsWindows()) socket.IOControl(SioUdpConnectionReset, new byte[4], null);
    }

    private void Receive(Timestamp now, PortablePort port)
    {
        for (int i = 0; i < MaxOfSocket; i++)
        {
            int length;
            try
            {
                length = port.Socket.ReceiveFrom(_buffer.AsSpan(TurnServer.Headroom, MaxDatagram), SocketFlags.None, port.Remote);
            }
            catch (SocketException e)
            {
                if (e.SocketErrorCode != SocketError.WouldBlock) IoCounters.ReceiveErrors++;
                return;
            }

            TransportAddress source = port.ReadRemote();
            if (port.IsListener) Server.HandleClient(now, new ClientTuple((byte)port.Index, source), _buffer, TurnServer.Headroom, length);
            else Server.HandlePeer(now, new RelayHandle(port.Index), source, _buffer, TurnServer.Headroom, length);
            // A read of nothing would cost an exception; the door may have closed the socket.
            if (!_bySocket.ContainsKey(port.Socket) || port.Socket.Available == 0) return;
        }
    }

    private void Send(PortablePort port, in TransportAddress destination, ReadOnlySpan<byte> datagram)
    {
        if (destination.IsIPv4 != (port.Socket.AddressFamily == AddressFamily.InterNetwork))
        {
            IoCounters.SendErrors++;
            return;
        }

        try
        {
            port.Socket.SendTo(datagram, SocketFlags.None, port.WriteRemote(destination));
        }
        catch (SocketException)
        {
            IoCounters.SendErrors++;
        }
    }
}
