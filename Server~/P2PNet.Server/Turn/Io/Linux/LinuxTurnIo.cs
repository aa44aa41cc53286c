using System;
using System.Collections.Generic;
using System.Net.Sockets;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// Sockets on Linux: waits for all by epoll, takes many datagrams a call, lets the server frame them where they lie, and sends them from
/// there, many a call. The steady state allocates nothing and copies nothing.
/// </summary>
internal sealed class LinuxTurnIo : TurnIo
{
    // So many datagrams are taken before what was made of them is sent: they stay in the cache (200 bytes: 25 KiB), and none waits
    // longer than taking so many lasts, a fraction of a millisecond.
    private const int Batch = 128;
    private const int MaxOfListener = 64;
    private const int MaxOfRelay = 16;
    private const int MaxEvents = 128;

    private readonly Epoll _epoll = new(MaxEvents);
    private readonly WakeUpEvent _wakeUp = new();
    private readonly ReceiveRing _ring = new(Batch);
    private readonly SegmentBuffers _segments = new();
    private readonly ResponseBuffers _responses = new(Batch);
    private readonly SendQueue _queue;
    private readonly PortTable _ports;
    private int _ready;

    /// <inheritdoc cref="TurnIo.Create"/>
    /// <exception cref="System.ComponentModel.Win32Exception">The system gives no epoll or event.</exception>
    public LinuxTurnIo(IReadOnlyList<Socket?> listeners, Func<Timestamp> clock, Action<Exception> faulted)
        : base(clock, faulted)
    {
        // Each buffer is sent at most once, and so is each response; what comes from streams is bounded by MaxOfStreams.
        _queue = new SendQueue(4 * Batch, IoCounters);
        _ports = new PortTable(listeners, _epoll);
        _epoll.Add(_wakeUp.Descriptor, WakeUpEvent.Key);
    }

    public override bool CanSendUnfragmented => true;

    public override void SendToClient(in ClientTuple client, Span<byte> message)
    {
        if (client.IsStream) Streams.Send(client, message);
        else if (_ports.Listener(client.Listener) is UdpPort port) Add(port, client.Address, message);
    }

    public override void SendToPeer(RelayHandle relay, in TransportAddress peer, Span<byte> datagram)
    {
        if (_ports.Relay(relay) is UdpPort port) Add(port, peer, datagram);
    }

    public override void SendToPeerUnfragmented(RelayHandle relay, in TransportAddress peer, Span<byte> datagram)
    {
        if (_ports.Relay(relay) is not UdpPort port) return;
        // The bit is the socket's: what waits there leaves without it, this alone with it.
        _queue.Flush(port);
        port.MayFragment(false);
        Add(port, peer, datagram);
        _queue.Flush(port);
        port.MayFragment(true);
    }

    public override Span<byte> RentResponse()
    {
        if (_responses.IsFull)
        {
            _queue.Flush();
            _responses.Clear();
        }

        return _responses.Rent();
    }

    public override RelayOpenResult TryOpenRelay(in TransportAddress local, out RelayHandle relay) => _ports.TryOpenRelay(local, out relay);

    public override void CloseRelay(RelayHandle relay)
    {
        if (_ports.Relay(relay) is not UdpPort port) return;
        _queue.Flush(port);
        _ports.Close(port);
    }

    protected override void WakeUp() => _wakeUp.Set();

    // Up: a time-out that comes early finds nothing to do.
    protected override void Wait(TimeSpan patience) => _ready = _epoll.Wait((int)Math.Ceiling(patience.TotalMilliseconds));

    protected override void Receive(Timestamp now)
    {
        for (int i = 0; i < _ready; i++)
        {
            ulong key = _epoll.Ready(i);
            if (key == WakeUpEvent.Key) _wakeUp.Reset();
            else if (_ports.Find(key) is UdpPort port) Receive(now, port);
        }
    }

    protected override void SendAll()
    {
        _queue.Flush();
        _ring.Clear();
        _segments.Clear();
        _responses.Clear();
    }

    protected override void CloseAll()
    {
        _ports.Dispose();
        _epoll.Dispose();
        _wakeUp.Dispose();
        _queue.Dispose();
        _responses.Dispose();
        _segments.Dispose();
        _ring.Dispose();
    }

    private void Add(UdpPort port, in TransportAddress destination, Span<byte> datagram)
    {
        // Such a destination can only be a mistake; the kernel would refuse it.
        if (destination.IsIPv4 != port.IsIPv4)
        {
            IoCounters.SendErrors++;
            return;
        }

        if (_queue.IsFull) _queue.Flush();
        _queue.Add(port, destination, datagram);
    }

    private void Receive(Timestamp now, UdpPort port)
    {
        int count = port.IsListener ? MaxOfListener : MaxOfRelay;
        if (_ring.Free < count) SendAll();
        int first = _ring.Used;
        int received = _ring.Receive(port.Descriptor, count);
        if (received < 0)
        {
            ReceiveFailed(port, LinuxSystem.LastError);
            return;
        }

        for (int i = first; i < first + received; i++)
        {
            int segment = _ring.SegmentLength(i);
            if (segment > 0 && segment < _ring.Length(i)) TakeSegments(now, port, i, segment);
            else Take(now, port, _ring.Source(i), _ring.Buffer(i), ReceiveRing.Offset, _ring.Length(i));
        }
    }

    private void Take(Timestamp now, UdpPort port, in TransportAddress source, Span<byte> buffer, int offset, int length)
    {
        if (port.IsListener) Server.HandleClient(now, new ClientTuple((byte)port.Index, source), buffer, offset, length);
        else Server.HandlePeer(now, _ports.HandleOf(port), source, buffer, offset, length);
    }

    private void TakeSegments(Timestamp now, UdpPort port, int index, int segment)
    {
        TransportAddress source = _ring.Source(index);
        ReadOnlySpan<byte> rest = _ring.Buffer(index).Slice(ReceiveRing.Offset, _ring.Length(index));
        while (rest.Length > 0)
        {
            ReadOnlySpan<byte> datagram = rest[..Math.Min(segment, rest.Length)];
            rest = rest[datagram.Length..];
            if (!_segments.TryCopy(datagram, out Span<byte> buffer))
            {
                _queue.Flush();
                _segments.Clear();
                _segments.TryCopy(datagram, out buffer);
            }

            Take(now, port, source, buffer, SegmentBuffers.Offset, datagram.Length);
        }
    }

    private void ReceiveFailed(UdpPort port, int error)
    {
        if (error is Errno.WouldBlock or Errno.Interrupted) return;
        IoCounters.ReceiveErrors++;
        // Any other error is that of a datagram sent before, and reading it has cleared it.
        if (error is Errno.BadDescriptor or Errno.NotSocket) _epoll.Remove(port.Descriptor);
    }
}
