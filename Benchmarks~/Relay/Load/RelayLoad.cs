using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using P2PNet.Rtc;
using P2PNet.Server.Turn.Io;

namespace P2PNet.RelayBenchmark;

/// <summary>
/// Clients and peers of one TURN server, all in the thread that calls <see cref="Run"/>. Each client has a socket of its own, as players
/// have. A message that comes back is checked to the last byte and, within a window, becomes the next one where it lies.
/// </summary>
internal sealed unsafe class RelayLoad : IDisposable
{
    private const int ChannelHeader = 4;
    private const int PeerBatch = 64;
    private const int BufferSize = 4 * 1024 * 1024;
    private const int MaxDuePerTurn = 64;
    private static readonly long LostAfter = Stopwatch.Frequency;
    private static readonly long LookForLost = Stopwatch.Frequency / 20;

    private readonly LoadShape _shape;
    private readonly RelayedClient[] _clients;
    private readonly Socket[] _peers;
    private readonly int[] _descriptors;
    private readonly Slot[] _slots;
    private readonly byte[] _filling;
    private readonly Epoll _epoll;
    private readonly DatagramBatch _batch = new(PeerBatch);
    private readonly RoundTripTimes _times = new();
    private long _sent;
    private long _lost;
    private long _relayed;
    private int _next;

    public RelayLoad(IRelayServer server, LoadShape shape)
    {
        _shape = shape;
        _filling = new byte[shape.MessageSize - sizeof(MessageTag)];
        new Random(1).NextBytes(_filling);
        _slots = new Slot[shape.Clients * shape.PeersOfEach * shape.Window];
        _clients = new RelayedClient[shape.Clients];
        _peers = new Socket[shape.PeersOfEach];
        _descriptors = new int[_clients.Length + _peers.Length];
        _epoll = new Epoll(maxEvents: 128);
        for (int i = 0; i < _peers.Length; i++)
        {
            _peers[i] = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = BufferSize, SendBufferSize = BufferSize };
            _peers[i].Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Watch(_clients.Length + i, _peers[i]);
        }

        for (int i = 0; i < _clients.Length; i++)
        {
            _clients[i] = RelayedClient.Open(server.EndPoint, "player" + i);
            for (int j = 0; j < _peers.Length; j++) Prepare(i, j, _clients[i].Bind(j, TransportAddress.FromEndPoint((IPEndPoint)_peers[j].LocalEndPoint!)));
            Watch(i, _clients[i].Socket);
        }
    }

    /// <summary>Makes load for as long as warm-up and measurement take, and says what the server did in the latter.</summary>
    public RoundResult Run(ProcessTimes process, TimeSpan warmUp, TimeSpan duration)
    {
        long begin = Stopwatch.GetTimestamp();
        if (_shape.Rate == 0) FillWindows(begin);
        Turn(begin, until: begin + Ticks(warmUp));

        _times.Clear();
        (_sent, _lost, _relayed) = (0, 0, 0);
        long start = Stopwatch.GetTimestamp();
        TimeSpan cpuBefore = process.Total();
        Turn(start, until: start + Ticks(duration));
        TimeSpan cpu = process.Total() - cpuBefore;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (long sent, long relayed) = (_sent, _relayed);
        if (_shape.Rate > 0) CountLost();
        return new RoundResult(seconds, relayed, sent, _lost, cpu.TotalSeconds, _times.Quantile(0.5), _times.Quantile(0.99));
    }

    public void Dispose()
    {
        foreach (RelayedClient? client in _clients) client?.Dispose();
        foreach (Socket? peer in _peers) peer?.Dispose();
        _epoll.Dispose();
        _batch.Dispose();
    }

    private static long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * Stopwatch.Frequency);

    private void Watch(int number, Socket socket)
    {
        socket.Blocking = false;
        _descriptors[number] = (int)socket.Handle;
        _epoll.Add(_descriptors[number], (ulong)number);
    }

    private void Prepare(int client, int peer, ushort channel)
    {
        for (int i = 0; i < _shape.Window; i++)
        {
            // Slots of one client lie apart, so that the load begins with one message of each client, then the second.
            ref Slot slot = ref _slots[(peer * _shape.Window + i) * _shape.Clients + client];
            slot.Client = client;
            slot.Channel = channel;
        }
    }

    private void FillWindows(long now)
    {
        for (int i = 0; i < _slots.Length; i++) SendNew(i, now);
    }

    private void Turn(long start, long until)
    {
        long nextLook = start + LookForLost;
        long begun = 0;
        for (long now = start; now < until; now = Stopwatch.GetTimestamp())
        {
            if (_shape.Rate > 0)
            {
                long due = Math.Min((long)((double)(now - start) / Stopwatch.Frequency * _shape.Rate) - begun, MaxDuePerTurn);
                for (long i = 0; i < due; i++) SendNext(now);
                begun += due;
            }
            else if (now >= nextLook)
            {
                SendLostAgain(now);
                nextLook = now + LookForLost;
            }

            // With a rate it looks all the time: a sleep would make bursts of what is due meanwhile.
            Receive(timeoutMilliseconds: _shape.Rate > 0 ? 0 : 10);
        }
    }

    /// <summary>What is on its way at the end is not lost: waits until nothing comes any more.</summary>
    private void CountLost()
    {
        long quietSince = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() - quietSince < LostAfter)
        {
            if (Receive(timeoutMilliseconds: 10)) quietSince = Stopwatch.GetTimestamp();
        }

        _lost = Math.Max(_sent - _times.Count, 0);
    }

    private bool Receive(int timeoutMilliseconds)
    {
        int ready = _epoll.Wait(timeoutMilliseconds);
        for (int i = 0; i < ready; i++)
        {
            int number = (int)_epoll.Ready(i);
            if (number < _clients.Length) ReceiveAtClient(number);
            else ReceiveAtPeer(_descriptors[number]);
        }

        return ready > 0;
    }

    private void ReceiveAtPeer(int socket)
    {
        int count = _batch.Receive(socket, PeerBatch, withAddresses: true);
        _relayed += count;
        Send(socket, count);
    }

    private void ReceiveAtClient(int client)
    {
        int socket = _descriptors[client];
        int count = _batch.Receive(socket, Math.Min(PeerBatch, _shape.PeersOfEach * _shape.Window + 1), withAddresses: false);
        long now = Stopwatch.GetTimestamp();
        int answers = 0;
        for (int i = 0; i < count; i++)
        {
            if (!Check(i, client, now)) continue;
            _batch.Move(i, answers++);
        }

        if (_shape.Rate == 0 && answers > 0) Send(socket, answers);
    }

    private void Send(int socket, int count)
    {
        if (_shape.IsTogether && count > 1) _batch.SendTogether(socket, count);
        else _batch.Send(socket, count);
    }

    /// <summary>Whether a message is the awaited one of its slot; then, within a window, it has become the next.</summary>
    private bool Check(int index, int client, long now)
    {
        var datagram = new Span<byte>(_batch.Buffer(index), _batch.Length(index));
        // The response to a request that was sent twice.
        if (datagram.Length > 0 && datagram[0] < 0x40) return false;
        if (datagram.Length < ChannelHeader + _shape.MessageSize || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != _shape.MessageSize)
            throw new BenchmarkException($"The server garbled a message: {datagram.Length} bytes.");
        ref MessageTag tag = ref Unsafe.As<byte, MessageTag>(ref datagram[ChannelHeader]);
        if ((uint)tag.Slot >= (uint)_slots.Length || _slots[tag.Slot].Client != client || BinaryPrimitives.ReadUInt16BigEndian(datagram) != _slots[tag.Slot].Channel
            || !datagram.Slice(ChannelHeader + sizeof(MessageTag), _filling.Length).SequenceEqual(_filling))
        {
            throw new BenchmarkException("The server garbled a message or gave it to another client.");
        }

        ref Slot slot = ref _slots[tag.Slot];
        _relayed++;
        _times.Add(now - tag.SentAt);
        if (_shape.Rate > 0) return false;
        if (tag.Sequence != slot.Sequence) return false; // Late: it was given up.
        tag.Sequence = ++slot.Sequence;
        tag.SentAt = slot.SentAt = now;
        _sent++;
        return true;
    }

    private void SendNext(long now)
    {
        SendNew(_next, now);
        _next = _next + 1 == _slots.Length ? 0 : _next + 1;
    }

    private void SendNew(int index, long now)
    {
        ref Slot slot = ref _slots[index];
        Span<byte> datagram = _batch.Prepare(0, ChannelHeader + _shape.MessageSize);
        BinaryPrimitives.WriteUInt16BigEndian(datagram, slot.Channel);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[2..], (ushort)_shape.MessageSize);
        ref MessageTag tag = ref Unsafe.As<byte, MessageTag>(ref datagram[ChannelHeader]);
        tag.Slot = index;
        tag.Sequence = ++slot.Sequence;
        tag.SentAt = slot.SentAt = now;
        _filling.CopyTo(datagram[(ChannelHeader + sizeof(MessageTag))..]);
        _batch.Send(_descriptors[slot.Client], 1);
        _sent++;
    }

    private void SendLostAgain(long now)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (now - _slots[i].SentAt < LostAfter) continue;
            _lost++;
            SendNew(i, now);
        }
    }

    /// <summary>One message in flight.</summary>
    private struct Slot
    {
        public int Client;
        public ushort Channel;
        public uint Sequence;
        public long SentAt;
    }
}
