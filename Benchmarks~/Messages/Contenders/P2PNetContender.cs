using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using P2PNet.Messages;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>Ours as a session uses it: the id, then the body by the generated formatter; back by the header, then the body.</summary>
internal readonly struct P2PNetContender<T>() : IContender<T, byte[]>
    where T : notnull
{
    private readonly ArrayBufferWriter<byte> _buffer = new(Buffer.Size);

    public string Name => "P2PNet";

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Write(in T value)
    {
        _buffer.ResetWrittenCount();
        MessageSerializer.Serialize(_buffer, in value);
        return _buffer.WrittenCount;
    }

    public byte[] Open(byte[] message) => message;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public T Read(byte[] message) =>
        MessageSerializer.TryReadHeader(message, sequenced: false, out MessageHeader header) &&
        MessageSerializer.TryDeserialize(message.AsSpan(header.Length), out T? value)
            ? value!
            : throw new BenchmarkException("Not the message.");
}
