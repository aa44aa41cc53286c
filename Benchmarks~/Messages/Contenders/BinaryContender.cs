using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>BinaryWriter and BinaryReader on memory streams that are reused; what a game's code does with them is the format's.</summary>
internal readonly struct BinaryContender<T, TFormat> : IContender<T, BinaryReader>
    where TFormat : struct, IBinaryFormat<T>
{
    private readonly byte[] _output = new byte[Buffer.Size];
    private readonly BinaryWriter _writer;

    public BinaryContender() => _writer = new BinaryWriter(new MemoryStream(_output));

    public string Name => "BinaryWriter/Reader";

    public ReadOnlySpan<byte> Written => _output.AsSpan(0, (int)_writer.BaseStream.Position);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Write(in T value)
    {
        _writer.BaseStream.Position = 0;
        default(TFormat).Write(_writer, in value);
        return (int)_writer.BaseStream.Position;
    }

    // As if the network had put the message into the stream's array: handing it over costs nothing.
    public BinaryReader Open(byte[] message) => new(new MemoryStream(message));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public T Read(BinaryReader source)
    {
        source.BaseStream.Position = 0;
        return default(TFormat).Read(source);
    }
}
