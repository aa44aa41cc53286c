using System;
using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>Takes datagrams apart and puts other ones together, as somebody on the path could.</summary>
    internal static class Datagrams
    {
        public static IEnumerable<(RecordHeader Header, byte[] Body)> Split(byte[] datagram)
        {
            int offset = 0;
            while (offset < datagram.Length && RecordHeader.TryParse(datagram.AsSpan(offset), out RecordHeader header))
            {
                yield return (header, datagram.AsSpan(offset + RecordHeader.Size, header.Length).ToArray());
                offset += RecordHeader.Size + header.Length;
            }
        }

        public static bool Contains(byte[] datagram, ContentType type, ushort epoch)
        {
            foreach ((RecordHeader header, _) in Split(datagram))
            {
                if (header.Type == type && header.Epoch == epoch) return true;
            }

            return false;
        }

        public static byte[] Record(ContentType type, ushort epoch, ulong sequence, byte[] body)
        {
            byte[] record = new byte[RecordHeader.Size + body.Length];
            var writer = new SpanWriter(record);
            new RecordHeader(type, epoch, sequence, body.Length).Write(ref writer);
            writer.WriteBytes(body);
            return record;
        }

        /// <summary>One plain record with one fragment.</summary>
        public static byte[] Fragment(HandshakeType type, int length, ushort sequence, int offset, byte[] fragment)
        {
            byte[] body = new byte[HandshakeHeader.Size + fragment.Length];
            var writer = new SpanWriter(body);
            new HandshakeHeader(type, length, sequence, offset, fragment.Length).Write(ref writer);
            writer.WriteBytes(fragment);
            return Record(ContentType.Handshake, 0, 0, body);
        }

        public static byte[] Message(HandshakeType type, ushort sequence, byte[] body) => Fragment(type, body.Length, sequence, 0, body);

        public static byte[] PlainAlert(AlertDescription description) => Record(ContentType.Alert, 0, 500, new byte[] { 2, (byte)description });

        public static byte[] Without(byte[] datagram, ContentType type) => Change(datagram, (header, body) => header.Type == type ? null : body);

        /// <summary>Changes the body of the whole plain handshake messages of one type; its length may change.</summary>
        public static byte[] ChangeMessage(byte[] datagram, HandshakeType type, Func<byte[], byte[]> change) => Change(datagram, (header, body) =>
        {
            if (header.Type != ContentType.Handshake || header.Epoch != 0 || body[0] != (byte)type) return body;
            var reader = new SpanReader(body);
            if (!HandshakeHeader.TryParse(ref reader, out HandshakeHeader handshake) || !handshake.IsWhole) throw new InvalidOperationException("fragmented");
            byte[] changed = change(reader.Rest.ToArray());
            return Fragment(type, changed.Length, handshake.MessageSequence, 0, changed).AsSpan(RecordHeader.Size).ToArray();
        });

        /// <summary>Renames a hello extension, which lies somewhere in the body, so that it becomes an unknown one.</summary>
        public static byte[] HideExtension(byte[] body, ExtensionType type, int contentLength)
        {
            for (int i = 34; i + 4 <= body.Length; i++)
            {
                if (body[i] != (byte)((int)type >> 8) || body[i + 1] != (byte)type || body[i + 2] != 0 || body[i + 3] != contentLength) continue;
                byte[] changed = (byte[])body.Clone();
                changed[i] = 0x0A;
                changed[i + 1] = 0x0A;
                return changed;
            }

            throw new InvalidOperationException("no such extension");
        }

        private static byte[] Change(byte[] datagram, Func<RecordHeader, byte[], byte[]?> change)
        {
            var result = new List<byte>();
            foreach ((RecordHeader header, byte[] body) in Split(datagram))
            {
                byte[]? changed = change(header, body);
                if (changed != null) result.AddRange(Record(header.Type, header.Epoch, header.Sequence, changed));
            }

            return result.ToArray();
        }
    }
}
