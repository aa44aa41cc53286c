using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Server.Turn.Io;

namespace P2PNet.IntegrationTests.Turn.Io;

/// <summary>What Linux does with many datagrams in one call, and what it refuses.</summary>
internal sealed class LinuxBatchTests
{
    private const ushort Channel = 0x4001;
    private const int LevelSocket = 1;
    private const int NoChecksum = 11; // SO_NO_CHECK: with it the kernel cuts nothing
    private const int ReceiveTimeoutMilliseconds = 5000;

    private IoCounters _counters = null!;
    private SendQueue _queue = null!;
    private Socket _sender = null!;
    private Socket _receiver = null!;
    private byte[] _memory = null!;
    private int _used;

    [SetUp]
    public void Open()
    {
        if (!LinuxSystem.IsUsable()) Assert.Ignore("This system is no 64-bit Linux that permits recvmmsg, sendmmsg and epoll.");
        _counters = new IoCounters();
        _queue = new SendQueue(capacity: 1000, _counters);
        _sender = Bound();
        _receiver = Bound();
        // What is sent stays where it is until then.
        _memory = GC.AllocateArray<byte>(4 << 20, pinned: true);
        _used = 0;
    }

    [TearDown]
    public void Close()
    {
        _queue?.Dispose();
        _sender?.Dispose();
        _receiver?.Dispose();
    }

    [TestCase(2)]
    [TestCase(63)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(130)]
    public void RunsOfAnyLengthArriveWhole(int count)
    {
        var port = new UdpPort(_sender, 0, 0, isListener: true);
        for (int i = 0; i < count; i++) Add(port, _receiver, 100, i);
        Add(port, _receiver, 40, count); // ends the run
        Add(port, _receiver, 100, count + 1);
        Add(port, _receiver, 101, count + 2); // longer: begins another
        Add(port, _receiver, 0, 0);
        Add(port, _receiver, 101, count + 4);

        _queue.Flush();

        for (int i = 0; i < count; i++) Expect(100, i);
        Expect(40, count);
        Expect(100, count + 1);
        Expect(101, count + 2);
        Expect(0, 0);
        Expect(101, count + 4);
        Assert.That((_counters.SendErrors, port.MaxSegment), Is.EqualTo((0, ushort.MaxValue)));
    }

    [Test]
    public void RunsOfLargeDatagramsStayBelowAnIpPacket()
    {
        var port = new UdpPort(_sender, 0, 0, isListener: true);
        for (int i = 0; i < 20; i++) Add(port, _receiver, 9000, i);

        _queue.Flush();

        for (int i = 0; i < 20; i++) Expect(9000, i);
        Assert.That(_counters.SendErrors, Is.Zero);
    }

    [Test]
    public void WhatGoesToOneDestinationKeepsItsOrderAmongOthers()
    {
        using Socket other = Bound();
        using Socket otherSender = Bound();
        var port = new UdpPort(_sender, 0, 0, isListener: true);
        var otherPort = new UdpPort(otherSender, 1, 0, isListener: false);
        var random = new Random(11);
        int toReceiver = 0;
        for (int i = 0; i < 300; i++)
        {
            if (random.Next(3) == 0) Add(otherPort, other, 50, i);
            else if (random.Next(3) == 0) Add(port, other, 100, i);
            else Add(port, _receiver, 100, toReceiver++);
        }

        _queue.Flush();

        for (int i = 0; i < toReceiver; i++) Expect(100, i);
    }

    [Test]
    public void ARefusedDestinationTakesNoOtherDatagramWithIt()
    {
        var port = new UdpPort(_sender, 0, 0, isListener: true);
        Add(port, _receiver, 100, 0);
        Add(port, TransportAddress.FromBytes([255, 255, 255, 255], 9), 100, 1); // EACCES: broadcast was not asked for
        Add(port, _receiver, 100, 2);
        Add(port, TransportAddress.FromBytes([127, 0, 0, 1], 0), 100, 3); // EINVAL: no port
        Add(port, _receiver, 100, 4);
        Add(port, TransportAddress.FromBytes([127, 0, 0, 1], 0), 100, 5);
        Add(port, TransportAddress.FromBytes([127, 0, 0, 1], 0), 100, 6); // a run of them

        _queue.Flush();

        Expect(100, 0);
        Expect(100, 2);
        Expect(100, 4);
        Assert.That(_counters.SendErrors, Is.EqualTo(4));
    }

    [Test]
    public void WhatTheKernelWillNotCutGoesOneByOne()
    {
        Span<byte> on = stackalloc byte[sizeof(int)];
        on[0] = 1;
        _sender.SetRawSocketOption(LevelSocket, NoChecksum, on);
        var port = new UdpPort(_sender, 0, 0, isListener: true);
        for (int i = 0; i < 10; i++) Add(port, _receiver, 100, i);
        _queue.Flush();
        for (int i = 0; i < 10; i++) Expect(100, i);
        Assert.That(port.MaxSegment, Is.LessThan(100), "and is not asked again");

        for (int i = 0; i < 10; i++) Add(port, _receiver, 100, i);
        _queue.Flush();
        for (int i = 0; i < 10; i++) Expect(100, i);
        Assert.That(_counters.SendErrors, Is.Zero);
    }

    [TestCase("127.0.0.1", 0, 10)]
    [TestCase("::1", 41, 23)]
    public void TheDfBitIsSetForOneDatagramAtATime(string address, int level, int option)
    {
        IPAddress local = IPAddress.Parse(address);
        if (local.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6) Assert.Ignore("This machine has no IPv6.");
        using var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(local, 0));
        using var port = new UdpPort(socket, 0, 0, isListener: false);

        Assert.That(Discovery(), Is.EqualTo(1), "IP_PMTUDISC_WANT, what the system begins with");
        port.MayFragment(false);
        Assert.That(Discovery(), Is.EqualTo(3), "IP_PMTUDISC_PROBE");
        port.MayFragment(true);
        Assert.That(Discovery(), Is.EqualTo(0), "IP_PMTUDISC_DONT");

        int Discovery()
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            socket.GetRawSocketOption(level, option, value);
            return BitConverter.ToInt32(value);
        }
    }

    // client -- one datagram that the kernel cuts --> listener (UDP_GRO) --> peer, one by one; and the same from the peer
    [TestCase(100, 40)]
    [TestCase(1200, 50)]
    [TestCase(1200, 7)]
    public void DatagramsThatComeTogetherAreTakenApart(int size, int count)
    {
        using var host = new RelayHost(IoKind.Linux);
        using RelayedPlayer player = host.Join().Allocate();
        player.Bind(Channel, _receiver.LocalEndPoint!);
        byte[][] messages = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            messages[i] = new byte[i == count - 1 ? size / 2 : size];
            new Random(i).NextBytes(messages[i]);
        }

        var listener = TransportAddress.FromEndPoint(host.EndPoint);
        var port = new UdpPort(player.Socket, 0, 0, isListener: true);
        foreach (byte[] message in messages) Add(port, listener, TurnActor.ChannelData(Channel, message));
        _queue.Flush();
        var buffer = new byte[65536];
        foreach (byte[] message in messages)
        {
            int length = _receiver.Receive(buffer);
            Assert.That(buffer.AsSpan(0, length).SequenceEqual(message), Is.True);
        }

        var relayed = TransportAddress.FromEndPoint(player.Relayed);
        port = new UdpPort(_receiver, 0, 0, isListener: true);
        foreach (byte[] message in messages) Add(port, relayed, message);
        _queue.Flush();
        foreach (byte[] message in messages) Assert.That(player.Receive(Channel).SequenceEqual(message), Is.True);
        Assert.That(host.Io.IoCounters.SendErrors, Is.Zero);
    }

    [Test]
    public void RoomForWhatComesTogetherEndsAndBeginsAgain()
    {
        using var segments = new SegmentBuffers();
        var datagram = new byte[1200];
        new Random(5).NextBytes(datagram);
        int count = 0;
        while (segments.TryCopy(datagram, out Span<byte> buffer))
        {
            count++;
            Assert.That(buffer.Slice(SegmentBuffers.Offset, datagram.Length).SequenceEqual(datagram), Is.True);
            buffer.Clear();
        }

        Assert.That(count, Is.InRange(700, 900));
        segments.Clear();
        Assert.That(segments.TryCopy(new byte[65535], out _), Is.True, "the largest datagram fits");
    }

    [TestCase("192.0.2.1", 3478)]
    [TestCase("2001:db8::7", 65535)]
    [TestCase("fe80::1%4", 1)]
    public void AddressesPassThroughTheKernelsForm(string text, int port)
    {
        TransportAddress address = TransportAddress.FromAddress(IPAddress.Parse(text), (ushort)port);
        KernelAddress kernel = default;
        kernel.Set(TransportAddress.FromBytes([255, 255, 255, 255], 1)); // nothing of it may stay
        kernel.Set(address);

        Assert.That(kernel.ToTransportAddress() == address, Is.True);
        Assert.That(kernel.Length, Is.EqualTo(address.IsIPv4 ? 16 : 28));
        KernelAddress same = default;
        same.Set(address);
        Assert.That(kernel.IsSame(same), Is.True);
        same.Set(address.WithPort((ushort)(port ^ 2)));
        Assert.That(kernel.IsSame(same), Is.False);
    }

    [Test]
    public void TheStructuresAreThoseOfTheKernel()
    {
        Assert.That((Unsafe.SizeOf<MessageHeader>(), Unsafe.SizeOf<BatchedMessage>(), Unsafe.SizeOf<IoVector>(), Unsafe.SizeOf<KernelAddress>()), Is.EqualTo((56, 64, 16, 28)));
    }

    [Test]
    public void AWakeUpFromAnotherThreadEndsTheWait()
    {
        using var epoll = new Epoll(maxEvents: 4);
        using var wakeUp = new WakeUpEvent();
        epoll.Add(wakeUp.Descriptor, WakeUpEvent.Key);
        Assert.That(epoll.Wait(0), Is.Zero);
        var waker = new Thread(wakeUp.Set);
        waker.Start();

        Assert.That(epoll.Wait(5000), Is.EqualTo(1));
        Assert.That(epoll.Ready(0), Is.EqualTo(WakeUpEvent.Key));
        waker.Join();
        wakeUp.Reset();
        Assert.That(epoll.Wait(0), Is.Zero);
        wakeUp.Dispose();
        Assert.That(wakeUp.Set, Throws.Nothing, "also after the end");
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20, SendBufferSize = 4 << 20, ReceiveTimeout = ReceiveTimeoutMilliseconds };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private void Add(UdpPort port, Socket destination, int length, int content) => Add(port, TransportAddress.FromEndPoint((IPEndPoint)destination.LocalEndPoint!), length, content);

    private void Add(UdpPort port, TransportAddress destination, int length, int content)
    {
        var datagram = new byte[length];
        Array.Fill(datagram, (byte)content);
        Add(port, destination, datagram);
    }

    private void Add(UdpPort port, TransportAddress destination, byte[] datagram)
    {
        Span<byte> place = _memory.AsSpan(_used, datagram.Length);
        _used += datagram.Length;
        datagram.CopyTo(place);
        _queue.Add(port, destination, place);
    }

    private void Expect(int length, int content)
    {
        var buffer = new byte[65536];
        int received = _receiver.Receive(buffer);
        Assert.That(received, Is.EqualTo(length), $"the one of {content}");
        if (length > 0) Assert.That(buffer.AsSpan(0, length).IndexOfAnyExcept((byte)content), Is.EqualTo(-1));
    }
}
