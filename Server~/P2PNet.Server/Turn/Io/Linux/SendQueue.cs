using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using P2PNet.Rtc;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// Datagrams on their way out, in place: for each socket a list in the order of arrival, sent with as few calls as can be. What goes one
/// after the other to the same address in the same size is one call of one datagram for the kernel (UDP_SEGMENT), which cuts it
/// as late as it can, at best in the network card.
/// </summary>
internal sealed unsafe class SendQueue : IDisposable
{
    private const int ControlSize = 24; // cmsghdr 16, the length of a piece 2, padding
    private const int MaxSegments = 64; // UDP_MAX_SEGMENTS of the kernels before 6.9
    private const int MaxSegmentedBytes = 65000; // with all headers no more than an IP packet

    private readonly int _capacity;
    private readonly IoCounters _counters;
    private readonly UdpPort[] _ports;
    private readonly Entry* _entries;

    // What a call to the kernel is made of.
    private readonly BatchedMessage* _messages;
    private readonly IoVector* _vectors;
    private readonly byte* _controls;
    private readonly int* _firsts; // the first entry of each message, and the end

    private int _count;
    private int _portCount;

    public SendQueue(int capacity, IoCounters counters)
    {
        _capacity = capacity;
        _counters = counters;
        _ports = new UdpPort[capacity];
        _entries = (Entry*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Entry));
        _messages = (BatchedMessage*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(BatchedMessage));
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(IoVector));
        _controls = (byte*)NativeMemory.AllocZeroed((nuint)capacity, ControlSize);
        _firsts = (int*)NativeMemory.AllocZeroed((nuint)capacity + 1, sizeof(int));
    }

    /// <summary>Whether nothing more can be added before <see cref="Flush()"/>.</summary>
    public bool IsFull => _count == _capacity;

    /// <summary>Adds a datagram; its bytes stay where they are until it is sent. The caller knows that there is room.</summary>
    public void Add(UdpPort port, in TransportAddress destination, Span<byte> datagram)
    {
        int index = _count++;
        Entry* entry = _entries + index;
        entry->Data = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(datagram));
        entry->Length = datagram.Length;
        entry->Next = -1;
        entry->Destination.Set(destination);
        if (port.First < 0)
        {
            port.First = index;
            _ports[_portCount++] = port;
        }
        else
        {
            _entries[port.Last].Next = index;
        }

        port.Last = index;
    }

    /// <summary>Sends all; afterwards every buffer is free. What the kernel does not take is dropped and counted.</summary>
    public void Flush()
    {
        for (int i = 0; i < _portCount; i++) Flush(_ports[i]);
        Array.Clear(_ports, 0, _portCount);
        _portCount = 0;
        _count = 0;
    }

    /// <summary>Sends what waits at this socket.</summary>
    public void Flush(UdpPort port)
    {
        if (port.First < 0) return;
        int count = Arrange(port);
        port.First = -1;
        Send(port, count);
    }

    public void Dispose()
    {
        NativeMemory.Free(_entries);
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_firsts);
    }

    /// <summary>Makes messages for the kernel of a socket's list: one a datagram, or one a run that it is to cut.</summary>
    private int Arrange(UdpPort port)
    {
        int messages = 0;
        int vectors = 0;
        for (int at = port.First; at >= 0; messages++)
        {
            Entry* first = _entries + at;
            int run = 0;
            int bytes = 0;
            int firstVector = vectors;
            _firsts[messages] = at;
            do
            {
                Entry* entry = _entries + at;
                _vectors[vectors++] = new IoVector { Start = entry->Data, Length = (nuint)entry->Length };
                run++;
                bytes += entry->Length;
                at = entry->Next;
                // The last piece may be shorter.
                if (entry->Length < first->Length) break;
            }
            while (at >= 0 && run < MaxSegments && CanFollow(first, _entries + at, bytes, port.MaxSegment));

            MessageHeader* header = &_messages[messages].Header;
            header->Name = &first->Destination;
            header->NameLength = first->Destination.Length;
            header->Vectors = _vectors + firstVector;
            header->VectorCount = (nuint)run;
            header->Control = null;
            header->ControlLength = 0;
            if (run > 1) AskForSegments(header, _controls + messages * ControlSize, (ushort)first->Length);
        }

        _firsts[messages] = -1;
        return messages;
    }

    private static bool CanFollow(Entry* first, Entry* next, int bytesBefore, int maxSegment) =>
        next->Length <= first->Length && next->Length > 0 && first->Length <= maxSegment && bytesBefore + next->Length <= MaxSegmentedBytes
        && first->Destination.IsSame(next->Destination);

    private static void AskForSegments(MessageHeader* header, byte* control, ushort length)
    {
        Unsafe.WriteUnaligned(control, (nuint)(16 + sizeof(ushort)));
        Unsafe.WriteUnaligned(control + 8, LinuxSystem.LevelUdp);
        Unsafe.WriteUnaligned(control + 12, LinuxSystem.UdpSegment);
        Unsafe.WriteUnaligned(control + 16, length);
        header->Control = control;
        header->ControlLength = ControlSize;
    }

    private void Send(UdpPort port, int count)
    {
        for (int sent = 0; sent < count;)
        {
            int taken = count - sent == 1
                ? LinuxSystem.Send(port.Descriptor, &_messages[sent].Header, LinuxSystem.DoNotWait) >= 0 ? 1 : -1
                : LinuxSystem.SendBatch(port.Descriptor, _messages + sent, (uint)(count - sent), LinuxSystem.DoNotWait);
            if (taken > 0)
            {
                sent += taken;
                continue;
            }

            int error = LinuxSystem.LastError;
            if (error == Errno.Interrupted) continue;
            if (error == Errno.WouldBlock)
            {
                // The socket's buffer is full: what more is sent now would only be refused too.
                _counters.SendErrors += count - sent;
                return;
            }

            Refused(port, sent, error);
            sent++;
        }
    }

    /// <summary>The kernel did not take a message: of a run the datagrams may go one by one; a datagram is lost, and no other with it.</summary>
    private void Refused(UdpPort port, int message, int error)
    {
        if (_messages[message].Header.VectorCount == 1)
        {
            _counters.SendErrors++;
            return;
        }

        int entry = _firsts[message];
        // EIO: the interface can't; EINVAL and EMSGSIZE: pieces of this length would not pass it whole.
        if (error is Errno.InputOutput) port.MaxSegment = 0;
        else if (error is Errno.InvalidArgument or Errno.MessageSize) port.MaxSegment = Math.Min(port.MaxSegment, _entries[entry].Length - 1);
        for (nuint i = 0; i < _messages[message].Header.VectorCount; i++, entry = _entries[entry].Next) SendAlone(port, entry);
    }

    private void SendAlone(UdpPort port, int entry)
    {
        var vector = new IoVector { Start = _entries[entry].Data, Length = (nuint)_entries[entry].Length };
        var header = new MessageHeader { Name = &_entries[entry].Destination, NameLength = _entries[entry].Destination.Length, Vectors = &vector, VectorCount = 1 };
        if (LinuxSystem.Send(port.Descriptor, &header, LinuxSystem.DoNotWait) < 0) _counters.SendErrors++;
    }

    /// <summary>A datagram that waits.</summary>
    private struct Entry
    {
        public byte* Data;
        public int Length;
        public int Next;
        public KernelAddress Destination;
    }
}
