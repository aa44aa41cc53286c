using System;
using System.Runtime.InteropServices;

namespace P2PNet.Server.Turn.Io;

/// <summary>Room for the responses that wait to be sent.</summary>
internal sealed unsafe class ResponseBuffers : IDisposable
{
    private readonly byte* _memory;
    private readonly int _capacity;
    private int _used;

    public ResponseBuffers(int capacity)
    {
        _capacity = capacity;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)capacity, TurnServer.MaxResponseLength);
    }

    public bool IsFull => _used == _capacity;

    /// <summary>The caller knows that there is one more.</summary>
    public Span<byte> Rent() => new(_memory + _used++ * TurnServer.MaxResponseLength, TurnServer.MaxResponseLength);

    /// <summary>All were sent.</summary>
    public void Clear() => _used = 0;

    public void Dispose() => NativeMemory.Free(_memory);
}
