using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// The buffers that datagrams are received into, in order, and stay in until what was made of them is sent. A buffer takes the
/// largest datagram that UDP has; memory is only used as far as datagrams reach, since the kernel backs no page before its first use.
/// </summary>
internal sealed unsafe class ReceiveRing : IDisposable
{
    /// <summary>Where a datagram begins in what <see cref="Buffer"/> gives.</summary>
    public const int Offset = (TurnServer.Headroom + 63) / 64 * 64;

    private const int MaxDatagram = 65535;
    private const int ControlSize = 32; // cmsghdr 16, the length of a piece 4, padding

    // A page more than a power of two, and five lines: else all buffers would begin in the same few sets of the cache.
    private const int Stride = Offset + MaxDatagram + 1 + 4096 + 5 * 64;

    private readonly int _capacity;
    private readonly byte* _buffers;
    private readonly byte* _controls;
    private readonly KernelAddress* _addresses;
    private readonly IoVector* _vectors;
    private readonly BatchedMessage* _messages;

    public ReceiveRing(int capacity)
    {
        _capacity = capacity;
        _buffers = (byte*)NativeMemory.AllocZeroed((nuint)capacity, Stride);
        _controls = (byte*)NativeMemory.AllocZeroed((nuint)capacity, ControlSize);
        _addresses = (KernelAddress*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(KernelAddress));
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(IoVector));
        _messages = (BatchedMessage*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(BatchedMessage));
        for (int i = 0; i < capacity; i++)
        {
            _vectors[i] = new IoVector { Start = _buffers + (nuint)i * Stride + Offset, Length = MaxDatagram };
            _messages[i].Header = new MessageHeader
            {
                Name = &_addresses[i],
                NameLength = KernelAddress.Size,
                Vectors = &_vectors[i],
                VectorCount = 1,
                Control = _controls + i * ControlSize,
                ControlLength = ControlSize,
            };
        }
    }

    /// <summary>How many buffers were filled since the last <see cref="Clear"/>.</summary>
    public int Used { get; private set; }

    public int Free => _capacity - Used;

    /// <summary>Receives what is there, up to so many datagrams, into the next buffers. Returns their number; -1 with an errno.</summary>
    public int Receive(int socket, int count)
    {
        int received = LinuxSystem.ReceiveBatch(socket, _messages + Used, (uint)Math.Min(count, Free), LinuxSystem.DoNotWait, null);
        if (received > 0) Used += received;
        return received;
    }

    /// <summary>A datagram's buffer, from the beginning of its headroom to the end of its tailroom.</summary>
    public Span<byte> Buffer(int index) => new(_buffers + (nuint)index * Stride, Offset + MaxDatagram + TurnServer.Tailroom);

    public int Length(int index) => (int)_messages[index].Length;

    public TransportAddress Source(int index) => _addresses[index].ToTransportAddress();

    /// <summary>
    /// The length of the datagrams that the kernel or the network card put into this buffer one behind the other (UDP_GRO); the last may
    /// be shorter. 0: it is one.
    /// </summary>
    public int SegmentLength(int index)
    {
        MessageHeader* header = &_messages[index].Header;
        if (header->ControlLength < 16 + sizeof(int)) return 0;
        bool isSegmented = Unsafe.ReadUnaligned<int>(header->Control + 8) == LinuxSystem.LevelUdp
            && Unsafe.ReadUnaligned<int>(header->Control + 12) == LinuxSystem.UdpGro;
        return isSegmented ? Unsafe.ReadUnaligned<int>(header->Control + 16) : 0;
    }

    /// <summary>All buffers may be filled again.</summary>
    public void Clear()
    {
        for (int i = 0; i < Used; i++)
        {
            _messages[i].Header.NameLength = KernelAddress.Size;
            _messages[i].Header.ControlLength = ControlSize;
        }

        Used = 0;
    }

    public void Dispose()
    {
        NativeMemory.Free(_buffers);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_messages);
    }
}
