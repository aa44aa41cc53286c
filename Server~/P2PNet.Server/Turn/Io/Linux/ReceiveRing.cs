using System;
using System.Runtime.InteropServices;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// The buffers that datagrams are received into, in order, and stay in until what was made of them is sent. A buffer takes the
/// largest datagram that UDP has; memory is only used as far as datagrams reach, since the kernel backs no page before its first use.
/// </summary>
internal sealed unsafe class ReceiveRing : IDisposable
{
    // The room in front keeps what is framed there in the same line of the cache as the message's beginning.
    private const int Headroom = (TurnServer.Headroom + 63) / 64 * 64;
    private const int MaxDatagram = 65535;

    // A page more than a power of two, and five lines: else all buffers would begin in the same few sets of the cache.
    private const int Stride = Headroom + MaxDatagram + 1 + 4096 + 5 * 64;

    private readonly int _capacity;
    private readonly byte* _buffers;
    private readonly KernelAddress* _addresses;
    private readonly IoVector* _vectors;
    private readonly BatchedMessage* _messages;

    public ReceiveRing(int capacity)
    {
        _capacity = capacity;
        _buffers = (byte*)NativeMemory.AllocZeroed((nuint)capacity, Stride);
        _addresses = (KernelAddress*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(KernelAddress));
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(IoVector));
        _messages = (BatchedMessage*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(BatchedMessage));
        for (int i = 0; i < capacity; i++)
        {
            _vectors[i] = new IoVector { Start = _buffers + (nuint)i * Stride + Headroom, Length = MaxDatagram };
            _messages[i].Header = new MessageHeader { Name = &_addresses[i], NameLength = KernelAddress.Size, Vectors = &_vectors[i], VectorCount = 1 };
        }
    }

    /// <summary>Where a datagram begins in what <see cref="Buffer"/> gives.</summary>
    public static int Offset => Headroom;

    /// <summary>How many buffers were filled since the last <see cref="Clear"/>.</summary>
    public int Used { get; private set; }

    public int Free => _capacity - Used;

    /// <summary>Receives what is there, up to so many datagrams, into the next buffers. Returns their number; -1 with an errno.</summary>
    public int Receive(int socket, int count)
    {
        int received = LinuxSystem.ReceiveBatch(socket, _messages + Used, (uint)Math.Min(count, Free), LinuxSystem.DoNotWait, null);
        if (received <= 0) return received;
        for (int i = Used; i < Used + received; i++) _messages[i].Header.NameLength = KernelAddress.Size;
        Used += received;
        return received;
    }

    /// <summary>A datagram's buffer, from the beginning of its headroom to the end of its tailroom.</summary>
    public Span<byte> Buffer(int index) => new(_buffers + (nuint)index * Stride, Headroom + MaxDatagram + TurnServer.Tailroom);

    public int Length(int index) => (int)_messages[index].Length;

    public TransportAddress Source(int index) => _addresses[index].ToTransportAddress();

    /// <summary>All buffers may be filled again.</summary>
    public void Clear() => Used = 0;

    public void Dispose()
    {
        NativeMemory.Free(_buffers);
        NativeMemory.Free(_addresses);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_messages);
    }
}
