using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace P2PNet.MessageBenchmark.Contenders;

/// <summary>
/// System.Text.Json as it is fastest: code from its source generator, a writer and a buffer that are reused, UTF-8 in and out.
/// </summary>
internal readonly struct JsonContender<T> : IContender<T, byte[]>
{
    private readonly ArrayBufferWriter<byte> _buffer = new(Buffer.Size);
    private readonly Utf8JsonWriter _writer;
    private readonly JsonTypeInfo<T> _type;

    public JsonContender(JsonTypeInfo<T> type)
    {
        _type = type;
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
    }

    public string Name => "System.Text.Json";

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Write(in T value)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        JsonSerializer.Serialize(_writer, value, _type);
        return _buffer.WrittenCount;
    }

    public byte[] Open(byte[] message) => message;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public T Read(byte[] message) => JsonSerializer.Deserialize(message, _type) ?? throw new BenchmarkException("Not the message.");
}
