using System;
using System.Runtime.InteropServices;

namespace P2PNet.Server.Turn.Io;

/// <summary>
/// Room for datagrams that came in one buffer one behind the other: each needs room around it of its own, or what is framed in front
/// of one would overwrite the one before, which may not have left yet. Copying a datagram costs a small part of the call that was saved.
/// </summary>
internal sealed unsafe class SegmentBuffers : IDisposable
{
    /// <summary>Where a datagram begins in what <see cref="TryCopy"/> gives.</summary>
    public const int Offset = ReceiveRing.Offset;

    // Of one receive call with all its buffers full, a third: with more of it there is an additional flush.
    private const int Size = 1 << 20;

    private readonly byte* _memory = (byte*)NativeMemory.AllocZeroed(Size);
    private int _used;

    /// <summary>Copies a datagram into a buffer of its own. False: nothing more fits before <see cref="Clear"/>.</summary>
    public bool TryCopy(ReadOnlySpan<byte> datagram, out Span<byte> buffer)
    {
        int size = Offset + datagram.Length + TurnServer.Tailroom;
        buffer = default;
        if (size > Size - _used) return false;
        buffer = new Span<byte>(_memory + _used, size);
        datagram.CopyTo(buffer[Offset..]);
        _used += (size + 63) & ~63;
        return true;
    }

    /// <summary>All were sent.</summary>
    public void Clear() => _used = 0;

    public void Dispose() => NativeMemory.Free(_memory);
}
