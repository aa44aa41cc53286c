using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// The sockets of a <see cref="TurnServer"/> by what .NET has on every system: one thread that waits for all by select, and takes and sends
/// one datagram a call. The time that a round takes grows with the number of relays: meant for trying and developing, on Windows and macOS.
/// </summary>
internal sealed class SocketTurnIo : ITurnIo
{
    private const int MaxOfSocket = 32;
    private const int MaxOfStreams = 64;
    private const int BufferSize = 1024 * 1024;
    private const int MaxDatagram = 65535;
    private const int MaxPatienceMicroseconds = 60_000_000;

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
    private readonly Func<Timestamp> _clock;
    private readonly Action<Exception> _faulted;
    private readonly FaultBudget _faultBudget = new(); // of words: whoever found a mistake can repeat it without end
    private Thread? _thread;
    private TurnServer _server = null!;
    private ITurnStreams _streams = null!;
    private volatile bool _isStopping;

    /// <inheritdoc cref="TurnIo.Create"/>
    public SocketTurnIo(IReadOnlyList<Socket?> listeners, Func<Timestamp> clock, Action<Exception> faulted)
    {
        _clock = clock;
        _faulted = faulted;
        _listeners = new PortablePort?[listeners.Count];
        for (int i = 0; i < listeners.Count; i++)
        {
            if (listeners[i] is not Socket socket) continue;
            Prepare(socket);
            _listeners[i] = new PortablePort(socket, i, IsListener: true);
            _bySocket.Add(socket, _listeners[i]!);
        }
    }

    public IoCounters IoCounters { get; } = new();

    public bool CanSendUnfragmented => false;

    public void Start(TurnServer server, ITurnStreams streams)
    {
        _server = server;
        _streams = streams;
        streams.Arrived = _wakeUp.Set;
        _thread = new Thread(Run) { IsBackground = true, Name = "TURN" };
        _thread.Start();
    }

    public void SendToClient(in ClientTuple client, Span<byte> message)
    {
        if (client.IsStream) _streams.Send(client, message);
        else if (_listeners[client.Listener] is PortablePort port) Send(port, client.Address, message);
    }

    public void SetAllocated(in ClientTuple client, bool isAllocated)
    {
        if (client.IsStream) _streams.SetAllocated(client, isAllocated);
    }

    public void SendToPeer(RelayHandle relay, in TransportAddress peer, Span<byte> datagram)
    {
        if (_relays[relay.Index] is PortablePort port) Send(port, peer, datagram);
    }

    public void SendToPeerUnfragmented(RelayHandle relay, in TransportAddress peer, Span<byte> datagram) => SendToPeer(relay, peer, datagram);

    public Span<byte> RentResponse() => _response;

    public RelayOpenResult TryOpenRelay(in TransportAddress local, out RelayHandle relay)
    {
        relay = default;
        Socket? socket = null;
        try
        {
            socket = new Socket(local.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            if (local.IsIPv6) socket.DualMode = false;
            Prepare(socket);
            socket.Bind(local.ToEndPoint());
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            return e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied ? RelayOpenResult.PortTaken : RelayOpenResult.Failed;
        }

        int index = _freeRelays.TryPop(out int free) ? free : _relays.Count;
        if (index == _relays.Count) _relays.Add(null);
        _relays[index] = new PortablePort(socket, index, IsListener: false);
        _bySocket.Add(socket, _relays[index]!);
        relay = new RelayHandle(index);
        return RelayOpenResult.Opened;
    }

    public void CloseRelay(RelayHandle relay)
    {
        if (_relays[relay.Index] is not PortablePort port) return;
        _bySocket.Remove(port.Socket);
        port.Socket.Dispose();
        _relays[relay.Index] = null;
        _freeRelays.Push(relay.Index);
    }

    /// <summary>Ends the thread and closes all sockets.</summary>
    public void Dispose()
    {
        if (_isStopping) return;
        _isStopping = true;
        _wakeUp.Set();
        if (_thread is not null && !_thread.Join(TimeSpan.FromSeconds(5))) return;
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

    private void Run()
    {
        bool hasMore = false;
        while (!_isStopping)
        {
            try
            {
                hasMore = Turn(hasMore);
            }
            catch (Exception e)
            {
                hasMore = true;
                IoCounters.Faults++;
                if (_faultBudget.TryTake(_clock())) _faulted(e);
            }
        }
    }

    private bool Turn(bool hasMore)
    {
        _ready.Clear();
        _ready.Add(_wakeUp.Socket);
        _ready.AddRange(_bySocket.Keys);
        Socket.Select(_ready, null, null, hasMore ? 0 : Patience(_clock(), _server.NextTimeout));

        Timestamp now = _clock();
        foreach (Socket socket in _ready)
        {
            if (socket == _wakeUp.Socket) _wakeUp.Reset();
            else if (_bySocket.TryGetValue(socket, out PortablePort? port)) Receive(now, port);
        }

        bool hasMoreOfStreams = ReadStreams(now);
        if (now >= _server.NextTimeout) _server.HandleTimeout(now);
        return hasMoreOfStreams;
    }

    private static int Patience(Timestamp now, Timestamp next) => (int)Math.Clamp(Math.Ceiling((next - now).TotalMicroseconds), 0, MaxPatienceMicroseconds);

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
            if (port.IsListener) _server.HandleClient(now, new ClientTuple((byte)port.Index, source), _buffer, TurnServer.Headroom, length);
            else _server.HandlePeer(now, new RelayHandle(port.Index), source, _buffer, TurnServer.Headroom, length);
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

    private bool ReadStreams(Timestamp now)
    {
        for (int i = 0; i < MaxOfStreams; i++)
        {
            if (!_streams.TryRead(out StreamMessage message)) return false;
            if (message.IsEnd) _server.HandleClientGone(now, message.Client);
            else _server.HandleClient(now, message.Client, message.Buffer.Span, message.Offset, message.Length);
            _streams.Release();
        }

        return true;
    }
}
