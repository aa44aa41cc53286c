using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using P2PNet.Server.Turn.Io;

namespace P2PNet.RelayBenchmark;

/// <summary>Buffers and headers for receiving many datagrams in a call and sending the same buffers on in another.</summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    // Odd lines apart, so that the first lines of all buffers do not meet in the same sets of the cache.
    private const int Stride = 2048 + 64;

    private const int ControlSize = 24; // cmsghdr 16, the length of a piece 2, padding

    private readonly void* _memory;
    private readonly byte* _buffers;
    private readonly KernelAddress* _addresses;
    private readonly IoVector* _vectors;
    private readonly BatchedMessage* _messages;

    public DatagramBatch(int capacity)
    {
        Capacity = capacity;
        nuint size = (nuint)(capacity * (Stride + sizeof(KernelAddress) + sizeof(IoVector) + sizeof(BatchedMessage)));
        _memory = NativeMemory.AllocZeroed(size);
        _messages = (BatchedMessage*)_memory;
        _vectors = (IoVector*)(_messages + capacity);
        _buffers = (byte*)(_vectors + capacity);
        _addresses = (KernelAddress*)(_buffers + capacity * Stride);
        for (int i = 0; i < capacity; i++)
        {
            _vectors[i].Start = Buffer(i);
            _messages[i].Header.Vectors = &_vectors[i];
            _messages[i].Header.VectorCount = 1;
        }
    }

    public int Capacity { get; }

    public byte* Buffer(int index) => _buffers + index * Stride;

    public int Length(int index) => (int)_messages[index].Length;

    /// <summary>
    /// Receives what is there, up to <paramref name="count"/> datagrams, and returns how many that were. Where they came from is kept
    /// on request, for <see cref="Send"/> to go back there; else the socket is connected.
    /// </summary>
    public int Receive(int socket, int count, bool withAddresses)
    {
        for (int i = 0; i < count; i++)
        {
            _vectors[i].Length = 2048;
            _messages[i].Header.Name = withAddresses ? &_addresses[i] : null;
            _messages[i].Header.NameLength = withAddresses ? KernelAddress.Size : 0u;
        }

        // An error is that of an earlier send (nobody listened): what is there comes with the next call.
        return Math.Max(LinuxSystem.ReceiveBatch(socket, _messages, (uint)count, LinuxSystem.DoNotWait, null), 0);
    }

    /// <summary>Sends the first <paramref name="count"/> buffers; a datagram that the kernel does not take is left out.</summary>
    public void Send(int socket, int count)
    {
        for (int i = 0; i < count; i++) _vectors[i].Length = _messages[i].Length;
        for (int sent = 0; sent < count;)
        {
            int taken = LinuxSystem.SendBatch(socket, _messages + sent, (uint)(count - sent), LinuxSystem.DoNotWait);
            sent += taken > 0 ? taken : 1;
        }
    }

    /// <summary>
    /// Sends the first <paramref name="count"/> buffers, of one length all, and those to one address as one datagram that the kernel cuts:
    /// so packets come in from a network card that puts them together again.
    /// </summary>
    public void SendTogether(int socket, int count)
    {
        byte* control = stackalloc byte[ControlSize];
        Unsafe.WriteUnaligned(control, (nuint)(16 + sizeof(ushort)));
        Unsafe.WriteUnaligned(control + 8, LinuxSystem.LevelUdp);
        Unsafe.WriteUnaligned(control + 12, LinuxSystem.UdpSegment);
        for (int first = 0, next; first < count; first = next)
        {
            MessageHeader header = _messages[first].Header;
            for (next = first; next < count && (header.Name is null || _addresses[next].IsSame(_addresses[first])); next++) _vectors[next].Length = _messages[next].Length;
            header.VectorCount = (nuint)(next - first);
            Unsafe.WriteUnaligned(control + 16, (ushort)_messages[first].Length);
            header.Control = next - first > 1 ? control : null;
            header.ControlLength = next - first > 1 ? ControlSize : 0u;
            // What is not taken shows as loss.
            _ = LinuxSystem.Send(socket, &header, LinuxSystem.DoNotWait);
        }
    }

    /// <summary>Makes a buffer the next to be sent, on a connected socket.</summary>
    public Span<byte> Prepare(int index, int length)
    {
        _messages[index].Length = (uint)length;
        _messages[index].Header.Name = null;
        _messages[index].Header.NameLength = 0;
        return new Span<byte>(Buffer(index), length);
    }

    /// <summary>Puts a received datagram in the place of an earlier one, which the caller is done with.</summary>
    public void Move(int from, int to)
    {
        if (from == to) return;
        new Span<byte>(Buffer(from), Length(from)).CopyTo(new Span<byte>(Buffer(to), Stride));
        _messages[to].Length = _messages[from].Length;
    }

    public void Dispose() => NativeMemory.Free(_memory);
}
