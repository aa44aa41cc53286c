using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Answers to connectivity checks that wait for the next poll. It holds few, since the shell polls after every datagram, and
    /// what does not fit is asked again.
    /// </summary>
    internal sealed class ResponseQueue
    {
        public const int Capacity = 16;
        private const int MaxUnknown = 4;

        private readonly Entry[] _entries = new Entry[Capacity];
        private readonly StunAttributeType[] _unknown = new StunAttributeType[Capacity * MaxUnknown];
        private int _first;
        private int _count;

        public bool IsEmpty => _count == 0;

        public void Clear() => _count = 0;

        /// <summary>Answers that the check came through, and from where.</summary>
        public bool TryAddSuccess(in DatagramInfo info, TransactionId id) => TryAdd(info, id, default, default);

        public bool TryAddError(in DatagramInfo info, TransactionId id, StunErrorCode code, ReadOnlySpan<StunAttributeType> unknown = default)
            => TryAdd(info, id, code, unknown);

        /// <summary>Writes the oldest answer, authenticated like the request (RFC 8489 §9.1.3).</summary>
        public bool TryWrite(Span<byte> destination, ICryptoProvider crypto, byte[] key, out Transmit transmit)
        {
            transmit = default;
            if (_count == 0) return false;
            int at = _first;
            ref Entry entry = ref _entries[at];
            _first = (_first + 1) % Capacity;
            _count--;

            bool success = entry.Code == default;
            var writer = new StunWriter(destination, success ? StunClass.SuccessResponse : StunClass.ErrorResponse, StunMethod.Binding, entry.Id);
            if (success)
            {
                XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, entry.Remote);
            }
            else
            {
                new ErrorCodeAttribute(entry.Code, default).AddTo(ref writer);
                if (entry.UnknownCount > 0) UnknownAttributes.AddTo(ref writer, new ReadOnlySpan<StunAttributeType>(_unknown, at * MaxUnknown, entry.UnknownCount));
            }

            MessageIntegrity.AddTo(ref writer, crypto, key);
            Fingerprint.AddTo(ref writer);
            transmit = new Transmit(entry.Socket, entry.Remote, writer.Length);
            return true;
        }

        private bool TryAdd(in DatagramInfo info, TransactionId id, StunErrorCode code, ReadOnlySpan<StunAttributeType> unknown)
        {
            if (_count == Capacity) return false;
            int at = (_first + _count++) % Capacity;
            int kept = Math.Min(unknown.Length, MaxUnknown);
            unknown.Slice(0, kept).CopyTo(_unknown.AsSpan(at * MaxUnknown));
            _entries[at] = new Entry { Socket = info.Socket, Remote = info.Remote, Id = id, Code = code, UnknownCount = kept };
            return true;
        }

        private struct Entry
        {
            public SocketId Socket;
            public TransportAddress Remote;
            public TransactionId Id;
            public StunErrorCode Code;
            public int UnknownCount;
        }
    }
}
