using System;
using P2PNet.Rtc.Dtls;

namespace P2PNet.Tests.Rtc.Dtls
{
    /// <summary>A datagram on its way between the two sides of a <see cref="DtlsPair"/>.</summary>
    internal sealed class DtlsPacket
    {
        public DtlsPacket(DtlsRole from, int index, byte[] bytes)
        {
            From = from;
            Index = index;
            Bytes = bytes;
        }

        public DtlsRole From { get; }

        /// <summary>Counts the datagrams of both sides together in the order in which they left.</summary>
        public int Index { get; }

        public byte[] Bytes { get; set; }

        /// <summary>Copies that arrive; 0 loses it.</summary>
        public int Copies { get; set; } = 1;

        /// <summary>Beside the pair's delay.</summary>
        public TimeSpan ExtraDelay { get; set; }
    }
}
