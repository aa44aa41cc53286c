#if NET
using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using P2PNet.Protocol;

namespace P2PNet.Native
{
    /// <summary>
    /// A connection whose other end is a WebSocket server that answers the handshake (RFC 6455 §4.2.2) and sends one short frame for
    /// each write. Just enough for <see cref="SignalingRehearsal"/>.
    /// </summary>
    internal sealed class EchoingWebSocketStream : Stream
    {
        private const string KeyHeader = "Sec-WebSocket-Key:";
        private static readonly byte[] ShortTextFrame = { 0x81, 0x01, (byte)'x' };

        private readonly Channel<byte[]> _answers = Channel.CreateUnbounded<byte[]>();
        private StringBuilder? _request = new StringBuilder();
        private ReadOnlyMemory<byte> _rest;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // As a socket does: the caller goes another way where it has to wait, and that way is rehearsed, too.
            await Task.Yield();
            if (_request == null)
            {
                _answers.Writer.TryWrite(ShortTextFrame);
                return;
            }

            string request = _request.Append(Encoding.ASCII.GetString(buffer.Span)).ToString();
            if (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal)) return;
            _request = null;
            _answers.Writer.TryWrite(Encoding.ASCII.GetBytes(AnswerTo(request)));
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (_rest.IsEmpty) _rest = await _answers.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            int count = Math.Min(buffer.Length, _rest.Length);
            _rest.Span.Slice(0, count).CopyTo(buffer.Span);
            _rest = _rest.Slice(count);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private static string AnswerTo(string request)
        {
            int at = request.IndexOf(KeyHeader, StringComparison.OrdinalIgnoreCase) + KeyHeader.Length;
            string key = request.Substring(at, request.IndexOf("\r\n", at, StringComparison.Ordinal) - at).Trim();
            // RFC 6455 asks for SHA-1 here; nothing is secret.
            string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept
                + "\r\nSec-WebSocket-Protocol: " + ProtocolLimits.Subprotocol + "\r\n\r\n";
        }
    }
}
#endif
