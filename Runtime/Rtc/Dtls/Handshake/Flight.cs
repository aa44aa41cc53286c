using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Dtls
{
    /// <summary>
    /// The messages that we send in one go and repeat until the peer answers (RFC 6347 §4.2.4). They are cut into fragments as they leave, each in
    /// a record of its own, several records a datagram; a repetition has the same messages in new records.
    /// </summary>
    internal sealed class Flight
    {
        /// <summary>Bytes of a message in one fragment, so that no path splits the datagram again.</summary>
        public const int MaxFragmentLength = 1150;

        /// <summary>A fragment shorter than this, unless it is the last, is not worth its 25 bytes of headers; it waits for the next datagram.</summary>
        private const int MinFragmentLength = 32;

        private readonly List<FlightMessage> _messages = new List<FlightMessage>();
        private int _message; // the one to send next
        private int _offset; // and from where

        public bool IsEmpty => _messages.Count == 0;

        /// <summary>Counts the flights: who sees another number sees another flight.</summary>
        public int Number { get; private set; }

        /// <summary>Whether part of it has still to leave.</summary>
        public bool IsPending => _message < _messages.Count;

        /// <summary>It was answered: the next messages are another one.</summary>
        public void Clear()
        {
            _messages.Clear();
            Number++;
            Restart();
        }

        public void Add(ushort epoch, HandshakeMessage message) => _messages.Add(new FlightMessage(epoch, message));

        public void AddChangeCipherSpec() => _messages.Add(new FlightMessage(RecordLayer.PlainEpoch, null));

        /// <summary>All of it leaves (again).</summary>
        public void Restart()
        {
            _message = 0;
            _offset = 0;
        }

        /// <summary>Writes the next datagram and returns its length, 0 where nothing is pending.</summary>
        public int Write(RecordLayer records, DtlsCounters counters, Span<byte> destination)
        {
            int written = 0;
            while (IsPending)
            {
                int length = WriteRecord(records, destination.Slice(written));
                if (length == 0) break;
                counters.RecordsSent++;
                written += length;
            }

            return written;
        }

        private int WriteRecord(RecordLayer records, Span<byte> destination)
        {
            FlightMessage item = _messages[_message];
            Span<byte> content = destination.Slice(Math.Min(RecordLayer.Headroom(item.Epoch), destination.Length));
            int room = content.Length - RecordLayer.Tailroom(item.Epoch);
            if (item.Message == null)
            {
                if (room < 1) return 0;
                content[0] = 1; // RFC 5246 §7.1
                _message++;
                return records.Seal(item.Epoch, ContentType.ChangeCipherSpec, destination, 1);
            }

            ReadOnlySpan<byte> rest = item.Message.Body.Slice(_offset);
            int fragment = Math.Min(Math.Min(rest.Length, MaxFragmentLength), room - HandshakeHeader.Size);
            if (fragment < Math.Min(rest.Length, MinFragmentLength)) return 0;
            var writer = new SpanWriter(content);
            new HandshakeHeader(item.Message.Type, item.Message.Body.Length, item.Message.Sequence, _offset, fragment).Write(ref writer);
            writer.WriteBytes(rest.Slice(0, fragment));
            _offset += fragment;
            if (_offset == item.Message.Body.Length)
            {
                _message++;
                _offset = 0;
            }

            return records.Seal(item.Epoch, ContentType.Handshake, destination, writer.Position);
        }
    }
}
