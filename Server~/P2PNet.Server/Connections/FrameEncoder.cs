using System;
using System.Buffers;
using P2PNet.Protocol;

namespace P2PNet.Server;

/// <summary>Makes the bytes of a frame, once for all who get it.</summary>
internal static class FrameEncoder
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static byte[] Encode(Frame frame)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        frame.WriteTo(buffer);
        return buffer.WrittenSpan.ToArray();
    }
}
