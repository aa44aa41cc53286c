using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using P2PNet.MessageBenchmark.Messages;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>The least that anybody can do: each field of the movement at its fixed place of a span, with the span's own bounds checks.</summary>
internal readonly struct SpanCopyContender() : IContender<Movement, byte[]>
{
    private const int Length = 32;

    private readonly byte[] _buffer = new byte[Buffer.Size];

    public string Name => "span copy by hand";

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Write(in Movement value)
    {
        Span<byte> to = _buffer;
        BinaryPrimitives.WriteUInt32LittleEndian(to, value.Tick);
        BinaryPrimitives.WriteSingleLittleEndian(to[4..], value.X);
        BinaryPrimitives.WriteSingleLittleEndian(to[8..], value.Y);
        BinaryPrimitives.WriteSingleLittleEndian(to[12..], value.Z);
        BinaryPrimitives.WriteSingleLittleEndian(to[16..], value.VelocityX);
        BinaryPrimitives.WriteSingleLittleEndian(to[20..], value.VelocityY);
        BinaryPrimitives.WriteSingleLittleEndian(to[24..], value.VelocityZ);
        BinaryPrimitives.WriteSingleLittleEndian(to[28..], value.Yaw);
        return Length;
    }

    public byte[] Open(byte[] message) => message;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public Movement Read(byte[] message)
    {
        ReadOnlySpan<byte> from = message;
        return new Movement
        {
            Tick = BinaryPrimitives.ReadUInt32LittleEndian(from),
            X = BinaryPrimitives.ReadSingleLittleEndian(from[4..]),
            Y = BinaryPrimitives.ReadSingleLittleEndian(from[8..]),
            Z = BinaryPrimitives.ReadSingleLittleEndian(from[12..]),
            VelocityX = BinaryPrimitives.ReadSingleLittleEndian(from[16..]),
            VelocityY = BinaryPrimitives.ReadSingleLittleEndian(from[20..]),
            VelocityZ = BinaryPrimitives.ReadSingleLittleEndian(from[24..]),
            Yaw = BinaryPrimitives.ReadSingleLittleEndian(from[28..]),
        };
    }
}
