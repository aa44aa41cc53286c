using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;

namespace P2PNet.Server;

/// <summary>
/// Puts the pieces of WebSocket messages together. Between messages it holds no buffer: most connections are silent most of the
/// time. Not thread-safe.
/// </summary>
internal sealed class FrameReceiver(WebSocket socket, int maxBytes) : IDisposable
{
    private const int FirstRent = 2048;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>The payload of the message; valid until the next call.</summary>
    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(0, _length);

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async ValueTask<ReceivedKind> ReceiveAsync(CancellationToken cancellation)
    {
        Release();
        // Reading nothing waits for something to read, without a buffer.
        ValueWebSocketReceiveResult result = await socket.ReceiveAsync(Memory<byte>.Empty, cancellation);
        while (true)
        {
            if (result.MessageType == WebSocketMessageType.Close) return ReceivedKind.Close;
            if (result.MessageType == WebSocketMessageType.Binary) return ReceivedKind.Binary;
            if (_length > maxBytes) return ReceivedKind.TooLarge;
            if (result.EndOfMessage) return ReceivedKind.Text;
            if (_length == _buffer.Length) Grow();
            result = await socket.ReceiveAsync(_buffer.AsMemory(_length, Room), cancellation);
            _length += result.Count;
        }
    }

    /// <summary>Reads and forgets everything up to the close frame.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        Release();
        _buffer = ArrayPool<byte>.Shared.Rent(FirstRent);
        while ((await socket.ReceiveAsync(_buffer.AsMemory(), cancellation)).MessageType != WebSocketMessageType.Close)
        {
            // The token bounds how long.
        }
    }

    public void Dispose() => Release();

    /// <summary>One byte more than allowed fits, so that a message that is too large is told from the largest allowed one.</summary>
    private int Room => Math.Min(_buffer.Length, maxBytes + 1) - _length;

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(FirstRent, _buffer.Length * 2), maxBytes + 1));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Release()
    {
        _length = 0;
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
